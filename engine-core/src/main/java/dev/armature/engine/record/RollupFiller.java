package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Computes rollups for the records that are there already, when they are new or mean another
 * figure.
 */
final class RollupFiller {

    private static final int BATCH = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private RollupFiller() {}

    /** Fills what a change of metadata made new. */
    static void fill(Connection connection, TenantModel before, TenantModel after) {
        for (ObjectModel object : after.objects()) {
            if (hasNew(before, object)) {
                fill(connection, object);
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
        return parent == null
                || old == null
                || !Figures.columns(parent, List.of(old))
                        .equals(Figures.columns(rollup.parent(), List.of(rollup)));
    }

    private static void fill(Connection connection, ObjectModel object) {
        for (List<UUID> ids = next(connection, object, FIRST);
                !ids.isEmpty();
                ids = next(connection, object, ids.getLast())) {
            new RollupKeeper(connection, object.tenant(), changed -> {}).keep(object, ids);
        }
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
                                place.table(),
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
