package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.SeenRecords;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Every version that a record has had: who made it, why, and what it changed. Thread-safe. */
public final class RecordHistory {

    /** How many versions one answer lists. */
    public static final int MAX_VERSIONS = 200;

    private static final int FETCHED = 500;

    private final TenantDatabase database;
    private final AccessPolicy access;
    private final Clock clock;

    public RecordHistory(TenantDatabase database, AccessPolicy access, Clock clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
    }

    /**
     * The newest versions of a record, newest first. Each says of every field that it changed what
     * was there before.
     *
     * @param beforeVersion lists versions below this one, for the next page
     */
    public ArrayNode list(Caller caller, ObjectModel object, UUID id, int beforeVersion) {
        access.requireSeen(caller, object);
        requireRecord(caller, object, id);
        Sql sql =
                Sql.of(
                        "select version, at, actor, operation, cause, replaced from record_history where tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and object_id = ",
                        Sql.number(object.id()),
                        " and record_id = ",
                        Sql.value(id, ColumnType.UUID),
                        " and version < ",
                        Sql.number(beforeVersion),
                        " order by version desc limit ",
                        Sql.number(MAX_VERSIONS));
        ArrayNode versions = Json.MAPPER.createArrayNode();
        database.query(
                caller.tenantId(),
                sql,
                rows -> {
                    while (rows.next()) {
                        versions.add(version(object, rows));
                    }
                });
        if (versions.isEmpty() && beforeVersion == Integer.MAX_VALUE) {
            throw EngineException.notFound("The " + object.name() + " " + id);
        }
        nameForms(caller.tenantId(), versions);
        return versions;
    }

    /** Says what forms among the causes are called now; of one that is deleted nothing is said. */
    private void nameForms(TenantId tenant, ArrayNode versions) {
        Map<UUID, List<ObjectNode>> forms = new LinkedHashMap<>();
        for (JsonNode version : versions) {
            for (JsonNode link : version.get("cause")) {
                if (link.get("kind").textValue().equals("form") && link.has("id")) {
                    forms.computeIfAbsent(
                                    UUID.fromString(link.get("id").textValue()),
                                    form -> new ArrayList<>())
                            .add((ObjectNode) link);
                }
            }
        }
        if (forms.isEmpty()) {
            return;
        }
        Sql sql =
                Sql.of(
                        "select id, definition::jsonb ->> 'title' from public_form where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id in (",
                        Sql.join(
                                ", ",
                                forms.keySet().stream()
                                        .map(form -> Sql.value(form, ColumnType.UUID))
                                        .toList()),
                        ")");
        database.query(
                tenant,
                sql,
                rows -> {
                    while (rows.next()) {
                        String title = rows.getString(2);
                        forms.getOrDefault(rows.getObject(1, UUID.class), List.of())
                                .forEach(link -> link.put("title", title));
                    }
                });
    }

    /** A record that is gone for good is told of to those who see all. */
    private void requireRecord(Caller caller, ObjectModel object, UUID id) {
        if (caller.grants(object.tenant()).condition(object, Right.READ) == null) {
            return;
        }
        boolean[] seen = new boolean[1];
        database.query(
                caller.tenantId(),
                SeenRecords.everOne(object, caller.environment(clock.instant()), id),
                rows -> seen[0] = rows.next());
        if (!seen[0]) {
            throw EngineException.notFound("The " + object.name() + " " + id);
        }
    }

    /**
     * Hands over all versions that all records of an object have had, record by record from the
     * first, for who takes everything out.
     */
    public static void scan(
            Connection connection, ObjectModel object, Consumer<ObjectNode> consumer) {
        ObjectModel whole = object.whole();
        Sql.of(
                        "select version, at, actor, operation, cause, replaced, record_id from record_history where tenant_id = ",
                        Sql.number(whole.tenant().tenant().value()),
                        " and object_id = ",
                        Sql.number(whole.id()),
                        " order by record_id, version")
                .scan(
                        connection,
                        FETCHED,
                        rows -> {
                            while (rows.next()) {
                                ObjectNode line = Json.object().put("record", rows.getString(7));
                                line.setAll(version(whole, rows));
                                consumer.accept(line);
                            }
                        });
    }

    private static ObjectNode version(ObjectModel object, ResultSet row) throws SQLException {
        ObjectNode version = Json.object();
        version.put("version", row.getInt(1));
        version.put("at", row.getObject(2, OffsetDateTime.class).toInstant().toString());
        version.put("actor", row.getString(3));
        version.put("operation", row.getString(4));
        JsonNode cause = Json.read(row.getString(5));
        version.set(
                "cause",
                object.tenant().grants().isAll() ? cause : Cause.fromJson(cause).kindsToJson());
        ObjectNode replaced = version.putObject("replaced");
        for (Map.Entry<String, JsonNode> value : Json.readObject(row.getString(6)).properties()) {
            if (value.getKey().equals(SystemField.OWNER_KEY)) {
                replaced.set(SystemField.OWNER.fieldName(), value.getValue());
                continue;
            }
            FieldModel field = object.field(Integer.parseInt(value.getKey()));
            if (field != null && !object.isMasked(field)) {
                replaced.set(field.name(), value.getValue());
            }
        }
        return version;
    }
}
