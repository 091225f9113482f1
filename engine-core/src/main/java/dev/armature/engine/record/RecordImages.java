package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records as they were: the current record with the values put back that later versions replaced.
 * Stateless.
 */
public final class RecordImages {

    private RecordImages() {}

    /**
     * A record at one version, and at the one before it.
     *
     * @param before null for the first version
     */
    public record Images(StoredRecord at, @Nullable StoredRecord before) {

        /** What expressions read when they look at the change from one to the other. */
        public Bindings bindings(Connection connection, Environment environment) {
            return new RecordBindings(
                    at.object(),
                    at.values(),
                    at,
                    before,
                    new RelatedRecords(connection, at.object().tenant()),
                    environment);
        }

        /** A stored field's value at the version. */
        public @Nullable Object value(int fieldId) {
            return at.values().get(fieldId);
        }
    }

    private record Version(
            int number, Instant at, @Nullable UUID actor, Map<String, JsonNode> replaced) {}

    /**
     * The images of a version, within a transaction of the tenant; empty when there is no such
     * record or version.
     */
    public static Optional<Images> at(
            Connection connection, ObjectModel object, UUID id, int version) {
        StoredRecord current =
                RecordLoader.loadDeletedToo(connection, object, Set.of(id), RecordLoader.Lock.NONE)
                        .get(id);
        if (current == null || current.version() < version) {
            return Optional.empty();
        }
        StoredRecord image = current;
        StoredRecord wanted = current.version() == version ? current : null;
        for (Version step : versions(connection, object, id, version)) {
            if (step.number == version) {
                wanted = image;
            }
            image = undo(image, step);
        }
        return wanted == null
                ? Optional.empty()
                : Optional.of(new Images(wanted, version == 1 ? null : image));
    }

    private static StoredRecord undo(StoredRecord image, Version step) {
        Map<Integer, Object> values = new TreeMap<>(image.values());
        step.replaced.forEach((key, value) -> {
            FieldModel field = image.object().field(Integer.parseInt(key));
            Object old = field == null ? null : Values.fromJson(value, field.property().type());
            if (field != null && old == null) {
                values.remove(field.id());
            } else if (field != null && old != null) {
                values.put(field.id(), old);
            }
        });
        return new StoredRecord(
                image.object(),
                image.id(),
                step.number - 1,
                image.createdAt(),
                image.createdBy(),
                image.updatedAt(),
                image.updatedBy(),
                owner(image, step),
                false,
                values,
                image.unknown());
    }

    private static @Nullable UUID owner(StoredRecord image, Version step) {
        JsonNode before = step.replaced.get(SystemField.OWNER_KEY);
        if (before == null) {
            return image.owner();
        }
        return before.isNull() ? null : UUID.fromString(before.textValue());
    }

    /** The history from the newest version down to one version, newest first. */
    private static List<Version> versions(
            Connection connection, ObjectModel object, UUID id, int version) {
        Sql sql =
                Sql.of(
                        "select version, at, actor, replaced from record_history where tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and object_id = ",
                        Sql.number(object.id()),
                        " and record_id = ",
                        Sql.value(id, ColumnType.UUID),
                        " and version >= ",
                        Sql.number(version),
                        " order by version desc");
        return sql.all(connection, RecordImages::version);
    }

    private static Version version(ResultSet row) throws SQLException {
        Map<String, JsonNode> replaced = new TreeMap<>();
        Json.readObject(row.getString(4))
                .properties()
                .forEach(entry -> replaced.put(entry.getKey(), entry.getValue()));
        return new Version(
                row.getInt(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getObject(3, UUID.class),
                replaced);
    }
}
