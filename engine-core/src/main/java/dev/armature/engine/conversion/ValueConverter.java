package dev.armature.engine.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.place.SwitchLock;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.Conversion;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of one field, batch by batch, within transactions of others. Converted values
 * lie beside the old ones under the number of the field to be; each record notes which version of
 * it they came from, so that what is written meanwhile is found and converted again.
 */
final class ValueConverter {

    /** How many records one batch takes. */
    static final int BATCH_RECORDS = 1_000;

    private final FieldConversion wish;
    private final Conversion conversion;
    private final ObjectModel object;
    private final FieldModel old;
    private final RecordPlace place;

    ValueConverter(
            FieldConversion wish, Conversion conversion, ObjectModel object, FieldModel old) {
        this.wish = wish;
        this.conversion = conversion;
        this.object = object;
        this.old = old;
        this.place = RecordPlace.of(object);
    }

    /** A value that does not fit, and why. */
    record Lost(UUID record, String value, List<Problem> reasons) {}

    /**
     * A batch that was looked at.
     *
     * @param last the id of the last record, or null when there was none
     */
    record Batch(int looked, int converted, List<Lost> lost, @Nullable UUID last) {}

    private record Found(UUID id, int version, @Nullable Object value) {}

    /** Looks at the next records that are not converted as they are now. */
    Batch next(Connection connection, @Nullable UUID after) {
        List<Found> found = find(connection, after);
        List<UUID> ids = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        List<Lost> lost = new ArrayList<>();
        int converted = 0;
        for (Found one : found) {
            ObjectNode addition = Json.object();
            if (one.value != null) {
                List<Problem> reasons = new ArrayList<>();
                Object value =
                        conversion.convert(
                                one.value,
                                (code, message) ->
                                        reasons.add(
                                                new Problem(
                                                        "",
                                                        code,
                                                        old.definition().message(message))));
                if (value == null) {
                    lost.add(
                            new Lost(
                                    one.id,
                                    old.definition().isSensitive() ? "•••" : Values.text(one.value),
                                    reasons));
                } else {
                    addition.set(wish.newKey(), Values.toJson(value));
                    converted++;
                }
            }
            ids.add(one.id);
            additions.add(Json.write(addition.put(wish.markerKey(), one.version)));
        }
        if (!wish.dryRun() && !found.isEmpty()) {
            store(connection, ids, additions);
        }
        UUID last = found.isEmpty() ? null : found.getLast().id;
        return new Batch(found.size(), converted, lost, last);
    }

    /** A record's values, the new field's among them; one that does not fit is none. */
    Map<Integer, Object> converted(Map<Integer, Object> values) {
        Map<Integer, Object> converted = new HashMap<>(values);
        Object from = converted.remove(wish.oldId());
        Object to = from == null ? null : conversion.convert(from, (code, message) -> {});
        if (to != null) {
            converted.put(wish.newId(), to);
        }
        return converted;
    }

    private List<Found> find(Connection connection, @Nullable UUID after) {
        Sql sql =
                Sql.of(
                        "select r.id, r.version, r.data->",
                        quoted(wish.oldKey()),
                        " from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        " and ",
                        isOpen(),
                        after == null
                                ? Sql.EMPTY
                                : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID)),
                        " order by r.id limit ",
                        Sql.number(BATCH_RECORDS),
                        wish.dryRun() ? "" : " for no key update");
        List<Found> found = new ArrayList<>();
        sql.query(
                connection,
                row -> {
                    while (row.next()) {
                        String json = row.getString(3);
                        found.add(
                                new Found(
                                        row.getObject(1, UUID.class),
                                        row.getInt(2),
                                        json == null
                                                ? null
                                                : Values.fromJson(
                                                        Json.read(json), old.property().type())));
                    }
                });
        return found;
    }

    private String isOpen() {
        return "(r.data->>" + quoted(wish.markerKey()) + ")::int is distinct from r.version";
    }

    // The keys are numbers that the platform gave.
    private static String quoted(String key) {
        return "'" + Integer.parseInt(key) + "'";
    }

    private void store(Connection connection, List<UUID> ids, List<String> additions) {
        SwitchLock.share(connection, object);
        Sql.of(
                        "update ",
                        place.name(),
                        " r set data = (r.data - ",
                        quoted(wish.newKey()),
                        ") || n.addition::jsonb from unnest(",
                        Sql.array(ids, ColumnType.UUID),
                        ", ",
                        Sql.array(additions, ColumnType.TEXT),
                        ") as n(id, addition) where ",
                        place.isOwn("r"),
                        " and r.id = n.id")
                .execute(connection);
    }

    /** How many records are still to be looked at. */
    long open(Connection connection) {
        return count(connection, isOpen());
    }

    /** How many live or deleted records have a value and no converted one. */
    long lost(Connection connection) {
        return count(
                connection,
                "r.data->"
                        + quoted(wish.oldKey())
                        + " is not null and r.data->"
                        + quoted(wish.newKey())
                        + " is null");
    }

    private long count(Connection connection, String condition) {
        long[] count = new long[1];
        Sql.of(
                        "select count(*) from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        " and ",
                        condition)
                .query(
                        connection,
                        row -> {
                            row.next();
                            count[0] = row.getLong(1);
                        });
        return count[0];
    }

    /**
     * Takes away what the conversion noted in some records, and what it converted unless that is in
     * use.
     *
     * @return how many records there were
     */
    static int cleanUp(
            Connection connection, ObjectModel object, FieldConversion wish, boolean inUse) {
        SwitchLock.share(connection, object);
        RecordPlace place = RecordPlace.of(object);
        String marker = quoted(wish.markerKey());
        return Sql.of(
                        "update ",
                        place.name(),
                        " r set data = r.data - ",
                        marker,
                        inUse ? "" : " - " + quoted(wish.newKey()),
                        " from (select m.id from ",
                        place.name(),
                        " m where ",
                        place.isOwn("m"),
                        " and m.data->",
                        marker,
                        " is not null limit ",
                        Sql.number(BATCH_RECORDS),
                        " for no key update) n where ",
                        place.isOwn("r"),
                        " and r.id = n.id")
                .execute(connection);
    }
}
