package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.BenchException;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.UniqueKeys;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Uniqueness;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes records of the shared store into the platform's tables, past the platform: what a create
 * leaves there, but for its event. Values pass the fields' types, so they have the form that they
 * would have; the consistency check tells whether all else is right too.
 */
final class PlatformLoader implements AutoCloseable {

    private static final String CAUSE = Json.write(Cause.of("request", "bench").toJson());

    private final UUID user;
    private final Copy records;
    private final Copy uniques;
    private final Copy links;
    private final Copy histories;

    PlatformLoader(DatabaseAddress owner, UUID user) throws SQLException {
        this.user = user;
        this.records =
                new Copy(
                        owner,
                        "record",
                        "created_at, updated_at, tenant_id, object_id, version, id, owner_id, created_by, updated_by, data");
        this.uniques =
                new Copy(owner, "record_unique", "tenant_id, object_id, field_id, record_id, key");
        this.links =
                new Copy(
                        owner,
                        "record_link",
                        "tenant_id, object_id, field_id, target_id, record_id");
        this.histories =
                new Copy(
                        owner,
                        "record_history",
                        "at, tenant_id, object_id, version, record_id, actor, operation, cause, replaced");
    }

    void add(ObjectModel object, UUID id, Instant at, ObjectNode record) throws IOException {
        int tenant = object.tenant().tenant().value();
        Map<Integer, Object> values = values(object, record);
        ObjectNode data = Json.object();
        values.forEach((field, value) -> data.set(Integer.toString(field), Values.toJson(value)));
        records.row(at, at, tenant, object.id(), 1, id, user, user, user, Json.write(data));
        histories.row(at, tenant, object.id(), 1, id, user, "create", CAUSE, "{}");
        for (Uniqueness uniqueness : object.uniquenesses()) {
            String key = UniqueKeys.key(uniqueness, values);
            if (key != null) {
                uniques.row(tenant, object.id(), uniqueness.number(), id, key);
            }
        }
        for (Map.Entry<Integer, Object> value : values.entrySet()) {
            if (value.getValue() instanceof UUID target) {
                links.row(tenant, object.id(), value.getKey(), target, id);
            }
        }
    }

    private static Map<Integer, Object> values(ObjectModel object, ObjectNode record) {
        Map<Integer, Object> values = new TreeMap<>();
        for (FieldModel field : object.fields()) {
            JsonNode given = record.get(field.name());
            if (given != null) {
                Object value =
                        field.type()
                                .read(
                                        given,
                                        (code, message) -> {
                                            throw new BenchException(field + ": " + message);
                                        });
                if (value == null) {
                    throw new BenchException(field + " takes no " + given);
                }
                values.put(field.id(), value);
            }
        }
        return values;
    }

    @Override
    public void close() throws SQLException, IOException {
        records.close();
        uniques.close();
        links.close();
        histories.close();
    }
}
