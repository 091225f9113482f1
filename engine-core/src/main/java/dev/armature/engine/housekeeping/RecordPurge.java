package dev.armature.engine.housekeeping;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.place.SwitchLock;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deletes records, and values of deleted fields, for good and with their history. */
final class RecordPurge {

    private RecordPurge() {}

    /** Deletes records that were deleted before a moment, some at a time; says how many. */
    static int deletedBefore(
            Connection connection, ObjectModel object, Stock stock, Instant before, int atMost) {
        return records(
                connection,
                object,
                stock,
                Sql.of("m.deleted_at < ", Sql.value(before, ColumnType.TIMESTAMPTZ)),
                atMost);
    }

    /**
     * Deletes records, some at a time.
     *
     * @param which a condition on records that are seen by {@code m}
     * @return how many there were
     */
    static int records(
            Connection connection, ObjectModel object, Stock stock, Sql which, int atMost) {
        SwitchLock.share(connection, object);
        RecordPlace place = RecordPlace.of(object);
        List<UUID> ids = new ArrayList<>();
        int[] live = {0};
        Sql.of(
                        "delete from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        " and r.id in (select m.id from ",
                        place.name(),
                        " m where ",
                        place.isOwn("m"),
                        " and ",
                        which,
                        " limit ",
                        Sql.number(atMost),
                        " for update skip locked) returning r.id, r.deleted_at is null")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                ids.add(row.getObject(1, UUID.class));
                                live[0] += row.getBoolean(2) ? 1 : 0;
                            }
                        });
        if (!ids.isEmpty()) {
            for (String table :
                    List.of("record_history", "record_secret", "file_link", "record_share")) {
                Sql.of(
                                "delete from " + table + " where ",
                                own(object),
                                " and record_id = any(",
                                Sql.array(ids, ColumnType.UUID),
                                ")")
                        .execute(connection);
            }
        }
        // What is in the recycle bin is not counted.
        stock.dropped(connection, live[0]);
        return ids.size();
    }

    /**
     * Takes the values of a deleted field out of the next records and their history.
     *
     * @return the last of them, or null when there are no more
     */
    static @Nullable UUID values(
            Connection connection,
            ObjectModel object,
            int field,
            @Nullable UUID after,
            int atMost) {
        List<UUID> ids = next(connection, object, after, atMost);
        if (ids.isEmpty()) {
            return null;
        }
        SwitchLock.share(connection, object);
        RecordPlace place = RecordPlace.of(object);
        String key = "'" + field + "'";
        Sql.of(
                        "update ",
                        place.name(),
                        " r set data = r.data - " + key + " where ",
                        place.isOwn("r"),
                        " and r.data->" + key + " is not null and r.id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ")")
                .execute(connection);
        Sql.of(
                        "select forget_field(",
                        Sql.number(object.id()),
                        ", ",
                        Sql.number(field),
                        ", ",
                        Sql.array(ids, ColumnType.UUID),
                        ")")
                .query(connection, row -> {});
        Sql.of(
                        "delete from file_link where ",
                        own(object),
                        " and field_id = ",
                        Sql.number(field),
                        " and record_id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ")")
                .execute(connection);
        return ids.getLast();
    }

    private static List<UUID> next(
            Connection connection, ObjectModel object, @Nullable UUID after, int atMost) {
        RecordPlace place = RecordPlace.of(object);
        List<UUID> ids = new ArrayList<>();
        Sql.of(
                        "select r.id from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        after == null
                                ? Sql.EMPTY
                                : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID)),
                        " order by r.id limit ",
                        Sql.number(atMost))
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                ids.add(row.getObject(1, UUID.class));
                            }
                        });
        return ids;
    }

    private static Sql own(ObjectModel object) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and object_id = ",
                Sql.number(object.id()));
    }
}
