package dev.armature.engine.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry as it is stored. */
record AuditEntry(
        UUID id,
        Instant at,
        @Nullable UUID actor,
        String kind,
        @Nullable String subject,
        @Nullable String address,
        String detail) {

    static final String COLUMNS = "e.id, e.at, e.actor, e.kind, e.subject, e.address, e.detail";

    static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("actor", UUID.class),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("address"),
                row.getString("detail"));
    }

    /** The hash that chains it to the entry before: of all that it says, and where it stands. */
    byte[] hash(int tenant, long position, byte[] before) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(before);
            out.writeInt(tenant);
            out.writeLong(position);
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
            write(out, id.toString());
            write(out, actor == null ? null : actor.toString());
            write(out, kind);
            write(out, subject);
            write(out, address);
            write(out, detail);
            return Sha256.of(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // With its length before it, so that nothing can move from one part into the next.
    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    ObjectNode toJson(long position) {
        ObjectNode json =
                Json.object()
                        .put("position", position)
                        .put("id", id.toString())
                        .put("at", at.toString())
                        .put("kind", kind)
                        .put("actor", actor == null ? null : actor.toString())
                        .put("subject", subject)
                        .put("address", address);
        json.set("detail", Json.read(detail));
        return json;
    }
}
