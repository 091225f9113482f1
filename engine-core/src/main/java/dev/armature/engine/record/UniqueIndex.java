package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Uniqueness;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Fills and empties the index of unique values when metadata says what is unique. */
final class UniqueIndex {

    private UniqueIndex() {}

    /**
     * Takes the values of the records that are there into the index.
     *
     * @return how many records have a value that another has too; unless none, nothing is kept
     */
    static int fill(Connection connection, ObjectModel object, Uniqueness uniqueness)
            throws SQLException {
        Set<String> keys = new HashSet<>();
        List<UUID> ids = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        int[] doubles = new int[1];
        RecordLoader.scan(
                connection,
                object,
                record -> {
                    String key = UniqueKeys.key(uniqueness, record.values());
                    if (key != null && keys.add(key)) {
                        ids.add(record.id());
                        taken.add(key);
                    } else if (key != null) {
                        doubles[0]++;
                    }
                });
        if (doubles[0] == 0 && !ids.isEmpty()) {
            insert(connection, object, uniqueness, ids, taken);
        }
        return doubles[0];
    }

    private static void insert(
            Connection connection,
            ObjectModel object,
            Uniqueness uniqueness,
            List<UUID> ids,
            List<String> taken) {
        Sql.of(
                        "insert into record_unique (tenant_id, object_id, field_id, record_id, key) select ",
                        Sql.number(object.tenant().tenant().value()),
                        "::int, ",
                        Sql.number(object.id()),
                        "::int, ",
                        Sql.number(uniqueness.number()),
                        "::int, n.id, n.key from unnest(",
                        Sql.array(ids, ColumnType.UUID),
                        ", ",
                        Sql.array(taken, ColumnType.TEXT),
                        ") as n(id, key) on conflict do nothing")
                .execute(connection);
    }

    /** Forgets the values of one uniqueness of an object. */
    static void clear(Connection connection, ObjectModel object, int number) {
        Sql.of(
                        "delete from record_unique where tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and object_id = ",
                        Sql.number(object.id()),
                        " and field_id = ",
                        Sql.number(number))
                .execute(connection);
    }
}
