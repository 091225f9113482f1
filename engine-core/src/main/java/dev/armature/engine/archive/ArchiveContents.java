package dev.armature.engine.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.KnownFile;
import dev.armature.engine.identity.PeopleLines;
import dev.armature.engine.packaging.PackageArchive;
import dev.armature.engine.query.WholeRecords;
import dev.armature.engine.record.RecordHistory;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.packaging.MetadataPackage;
import dev.armature.metadata.tenant.Tenant;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an archive holds, written part by part: first what the database has, all of it as of one
 * moment, then the bodies of files, which never change, then the manifest. Not thread-safe.
 */
final class ArchiveContents implements Closeable {

    /** The name and the version of the form, for those who read archives. */
    static final String FORM = "armature-tenant";

    static final int FORM_VERSION = 1;

    /** How many bodies that are not there the manifest names; it counts all. */
    static final int NAMED_MISSING = 1_000;

    private static final int FETCHED = 500;

    /** What is never in an archive, whatever a tenant has. */
    private static final List<String> LEFT_OUT =
            List.of(
                    "passwords",
                    "secondFactors",
                    "sessions",
                    "apiKeys",
                    "oauthTokens",
                    "secretsOfIdentityProviders",
                    "webhooks",
                    "publicForms",
                    "publicLinks",
                    "membershipsInOtherTenants",
                    "deletedMetadata",
                    "thumbnails");

    private final ArchiveWriter out;
    private final Tenant tenant;
    private final Instant at;
    private final TenantArchive.Pulse pulse;
    private final BodyList bodies = new BodyList();
    private final ObjectNode manifest = Json.object();
    private final Set<String> notComputed = new TreeSet<>();
    private long records;
    private long files;

    ArchiveContents(ArchiveWriter out, Tenant tenant, Instant at, TenantArchive.Pulse pulse)
            throws IOException {
        this.out = out;
        this.tenant = tenant;
        this.at = at;
        this.pulse = pulse;
    }

    long records() {
        return records;
    }

    long files() {
        return files;
    }

    /** Writes what the database has, within a transaction that sees one moment. */
    void writeRows(Connection connection, TenantModel model, MetadataPackage metadata)
            throws IOException, SQLException {
        manifest.put("format", FORM)
                .put("formatVersion", FORM_VERSION)
                .put("takenAt", at.toString());
        manifest.set("tenant", TenantSettings.toJson(tenant));
        manifest.put("metadataVersion", model.version());
        for (Map.Entry<String, JsonNode> file : PackageArchive.files(metadata).entrySet()) {
            out.document("metadata/" + file.getKey(), file.getValue());
        }
        for (ObjectModel object : model.objects()) {
            writeObject(connection, object);
        }
        out.lines("people.ndjson", lines -> writePeople(connection, metadata, lines));
        out.lines("shares.ndjson", lines -> writeShares(connection, model, lines));
        out.lines(
                "audit.ndjson",
                lines -> AuditLog.scan(connection, tenant.id(), json -> line(json, lines)));
        out.lines(
                "files.ndjson",
                lines -> KnownFile.scan(connection, tenant.id(), file -> writeFile(file, lines)));
        leaveOut(model);
    }

    private void writeObject(Connection connection, ObjectModel object)
            throws IOException, SQLException {
        records +=
                out.lines(
                        "records/" + object.name() + ".ndjson",
                        lines -> writeRecords(connection, object, false, lines, pulse::done));
        out.lines(
                "deleted/" + object.name() + ".ndjson",
                lines -> writeRecords(connection, object, true, lines, pulse::beat));
        List<String> secrets = secrets(object);
        out.lines(
                "history/" + object.name() + ".ndjson",
                lines ->
                        RecordHistory.scan(
                                connection,
                                object,
                                version -> {
                                    ((ObjectNode) version.get("replaced")).remove(secrets);
                                    line(version, lines);
                                }));
    }

    private void writeRecords(
            Connection connection,
            ObjectModel object,
            boolean deleted,
            Consumer<byte[]> lines,
            Runnable written)
            throws SQLException {
        boolean computed =
                WholeRecords.scan(
                        connection,
                        object,
                        deleted,
                        Caller.platform(tenant).environment(at),
                        json -> {
                            lines.accept(json);
                            written.run();
                        });
        if (!computed) {
            notComputed.add(object.name());
        }
    }

    private void line(JsonNode json, Consumer<byte[]> lines) {
        lines.accept(Json.bytes(json));
        pulse.beat();
    }

    private void writePeople(
            Connection connection, MetadataPackage metadata, Consumer<byte[]> lines) {
        PeopleLines.scan(connection, tenant.id(), json -> line(json, lines));
        for (ObjectNode role : metadata.roles()) {
            ObjectNode json = Json.object().put("kind", "role");
            json.setAll(role);
            line(json, lines);
        }
    }

    private void writeShares(Connection connection, TenantModel model, Consumer<byte[]> lines) {
        Sql.of(
                        "select object_id, record_id::text, user_id::text, group_id::text, writes, created_by::text, created_at, expires_at from record_share where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " order by object_id, record_id, grantee_id")
                .scan(
                        connection,
                        FETCHED,
                        rows -> {
                            while (rows.next()) {
                                ObjectModel object = model.object(rows.getInt(1));
                                if (object != null) {
                                    ObjectNode share =
                                            Json.object()
                                                    .put("object", object.name())
                                                    .put("record", rows.getString(2))
                                                    .put("user", rows.getString(3))
                                                    .put("group", rows.getString(4))
                                                    .put(
                                                            "access",
                                                            rows.getBoolean(5) ? "write" : "read")
                                                    .put("createdBy", rows.getString(6));
                                    share.put("createdAt", moment(rows, 7));
                                    line(share.put("expiresAt", moment(rows, 8)), lines);
                                }
                            }
                        });
    }

    private static @Nullable String moment(ResultSet row, int column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant().toString();
    }

    private void writeFile(KnownFile file, Consumer<byte[]> lines) {
        line(
                Json.object()
                        .put("id", file.id().toString())
                        .put("body", place(file.id()))
                        .put("name", file.file().name())
                        .put("mediaType", file.file().mediaType())
                        .put("size", file.file().size())
                        .put("sha256", file.sha256())
                        .put("attached", file.attached())
                        .put("createdAt", file.createdAt().toString())
                        .put("createdBy", file.createdBy().toString()),
                lines);
        try {
            bodies.add(file.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(UUID file) {
        return "files/" + file;
    }

    private void leaveOut(TenantModel model) {
        ObjectNode leftOut = manifest.putObject("leftOut");
        ArrayNode fields = leftOut.putArray("secretFields");
        for (ObjectModel object : model.objects()) {
            secrets(object).forEach(name -> fields.add(object.name() + "." + name));
        }
        LEFT_OUT.forEach(leftOut.putArray("always")::add);
    }

    private static List<String> secrets(ObjectModel object) {
        return object.whole().fields().stream()
                .filter(field -> field.type() instanceof SecretType)
                .map(FieldModel::name)
                .toList();
    }

    /** Writes the bodies of the files that the database had, and the manifest. */
    void writeBodies(FileBodies kept) throws IOException {
        ArrayNode missing = Json.MAPPER.createArrayNode();
        long[] bytes = new long[1];
        long[] lost = new long[1];
        bodies.each(id -> {
            try (InputStream body = kept.read(BodyName.of(tenant.id(), id), 0, Long.MAX_VALUE)) {
                bytes[0] += out.body(place(id), body, pulse::beat);
                files++;
            } catch (NoSuchFileException e) {
                if (++lost[0] <= NAMED_MISSING) {
                    missing.add(id.toString());
                }
            }
            pulse.done();
        });
        ObjectNode told = manifest.putObject("bodies").put("count", files).put("bytes", bytes[0]);
        told.put("missing", lost[0]).set("missingIds", missing);
        notComputed.forEach(manifest.putArray("notComputed")::add);
        manifest.set("entries", out.entries().deepCopy());
        out.document("manifest.json", manifest);
    }

    @Override
    public void close() throws IOException {
        bodies.close();
    }
}
