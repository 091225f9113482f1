package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Computes rollups for the records that are there already, when they are new or mean another
 * figure: at once where the object has few records, else later, in batches, and readers compute
 * them until then.
 */
public final class RollupFiller {

    /** How many records are filled within the change of metadata that asks for it. */
    static final int AT_ONCE = 10_000;

    /** How many records one transaction fills. */
    private static final int BATCH = 500;

    /** Comes before all ids of records. */
    public static final UUID FIRST = new UUID(0, 0);

    private final Later later;
    private final int atOnce;

    RollupFiller(Later later, int atOnce) {
        this.later = later;
        this.atOnce = atOnce;
    }

    /** Sees to the filling of an object with many records, when the change is committed. */
    @FunctionalInterface
    public interface Later {
        void fill(Connection connection, ObjectModel object, long records);
    }

    /** Notes which figures are there only later. */
    TenantDefinition prepare(Connection connection, TenantModel before, TenantModel after) {
        TenantDefinition definition = after.definition();
        for (ObjectModel object : after.objects()) {
            Map<Integer, Long> filling = filling(connection, before, object);
            if (!filling.equals(object.definition().filling())) {
                definition = definition.with(object.definition().withFilling(filling));
            }
        }
        return definition;
    }

    private Map<Integer, Long> filling(
            Connection connection, TenantModel before, ObjectModel object) {
        Map<Integer, Long> filling = new TreeMap<>();
        Set<Integer> fresh = new HashSet<>();
        for (Rollup rollup : object.rollups()) {
            Long since = object.definition().filling().get(rollup.field().id());
            if (isNew(before, rollup)) {
                fresh.add(rollup.field().id());
            } else if (since != null) {
                filling.put(rollup.field().id(), since);
            }
        }
        if (!fresh.isEmpty() && count(connection, object) > atOnce) {
            fresh.forEach(field -> filling.put(field, before.version() + 1));
        }
        return filling;
    }

    /** Fills what a change of metadata made new. */
    void fill(Connection connection, TenantModel before, TenantModel after) {
        for (ObjectModel object : after.objects()) {
            if (hasNew(before, object)) {
                if (object.definition().filling().containsValue(after.version())) {
                    later.fill(connection, object, count(connection, object));
                } else {
                    fill(connection, object);
                }
            }
        }
    }

    /** Whether an object's records need rollups that they do not have as they should. */
    static boolean hasNew(TenantModel before, ObjectModel object) {
        return object.rollups().stream().anyMatch(rollup -> isNew(before, rollup));
    }

    /** Whether the figure is not what was kept so far, be it that a formula it uses has changed. */
    private static boolean isNew(TenantModel before, Rollup rollup) {
        ObjectModel parent = before.object(rollup.parent().id());
        FieldModel field = parent == null ? null : parent.field(rollup.field().id());
        Rollup old = field == null ? null : field.rollup();
        return old == null || !Figures.meaning(old).equals(Figures.meaning(rollup));
    }

    /** Fills all records of an object, within a transaction that keeps other writers out. */
    public static void fill(Connection connection, ObjectModel object) {
        // Formulas over new figures have their columns filled by a job, which tells of what is
        // lost.
        Batch batch = fill(connection, object, FIRST, lost -> {});
        while (batch.records() > 0) {
            batch = fill(connection, object, batch.last(), lost -> {});
        }
    }

    /**
     * Some records that were filled.
     *
     * @param last the last of them, in the order of their ids
     */
    public record Batch(int records, UUID last) {}

    /**
     * Fills the records that come after one, within a transaction that writes records.
     *
     * @param lost is told of formulas over the figures that go out of range
     */
    public static Batch fill(
            Connection connection, ObjectModel object, UUID after, Consumer<LostValue> lost) {
        List<UUID> ids = next(connection, object, after);
        FarKeeper far = new FarKeeper(connection, object.tenant(), lost);
        new RollupKeeper(connection, object.tenant(), far::note, lost).keep(object, ids);
        far.follow();
        return new Batch(ids.size(), ids.isEmpty() ? after : ids.getLast());
    }

    private static long count(Connection connection, ObjectModel object) {
        RecordPlace place = RecordPlace.of(object);
        long[] count = new long[1];
        Queries.within(connection)
                .query(
                        object.tenant().tenant(),
                        Sql.of(
                                "select count(*) from ",
                                place.name(),
                                " r where ",
                                place.isOwn("r")),
                        rows -> {
                            rows.next();
                            count[0] = rows.getLong(1);
                        });
        return count[0];
    }

    /** The records that come next, deleted ones included: they may be restored. */
    private static List<UUID> next(Connection connection, ObjectModel object, UUID after) {
        RecordPlace place = RecordPlace.of(object);
        List<UUID> ids = new ArrayList<>(BATCH);
        Queries.within(connection)
                .query(
                        object.tenant().tenant(),
                        Sql.of(
                                "select r.id from ",
                                place.name(),
                                " r where ",
                                place.isOwn("r"),
                                " and r.id > ",
                                Sql.value(after, ColumnType.UUID),
                                " order by r.id limit ",
                                Sql.number(BATCH)),
                        rows -> {
                            while (rows.next()) {
                                ids.add(rows.getObject(1, UUID.class));
                            }
                        });
        return ids;
    }
}
