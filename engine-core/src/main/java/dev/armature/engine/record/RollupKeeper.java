package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.place.SwitchLock;
import dev.armature.engine.query.Columns;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Following;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rollups in step with the records that they are made of, within the transaction that writes
 * those. The parents are locked, in the order of their ids, and only then are the figures computed,
 * by a statement that sees what everybody before has committed: so writers of the same parent come
 * one after the other, and the last one computes what is there. A parent whose figures changed may
 * be a child itself, and so on upwards. Belongs to one transaction.
 */
final class RollupKeeper {

    private final Connection connection;
    private final TenantModel model;
    private final Changes changes;
    private final @Nullable Consumer<LostValue> lost;
    private final Map<UUID, Map<FieldModel, @Nullable Object>> kept = new HashMap<>();

    /** Is told of a record whose figures became others, and of which fields they are. */
    @FunctionalInterface
    interface Changes {
        void note(StoredRecord record, Set<Integer> fields);
    }

    /**
     * @param changes told of every record whose figures became others
     */
    RollupKeeper(Connection connection, TenantModel model, Changes changes) {
        this(connection, model, changes, null);
    }

    /**
     * One for a job.
     *
     * @param lost is told of formulas over figures that go out of range, and are left out for that
     */
    RollupKeeper(
            Connection connection,
            TenantModel model,
            Changes changes,
            @Nullable Consumer<LostValue> lost) {
        this.lost = lost;
        this.connection = connection;
        this.model = model;
        this.changes = changes;
    }

    /** Brings the rollups over stored drafts up to date. */
    void follow(List<Draft> stored) {
        Parents parents = new Parents();
        for (Draft draft : stored) {
            model.rollupsOver(draft.object())
                    .forEach(rollup -> parents.addFor(draft, rollup.following()));
        }
        keep(parents);
    }

    /** Computes the rollups of some records of an object, and whatever is made of those. */
    void keep(ObjectModel object, Collection<UUID> ids) {
        Parents parents = new Parents();
        ids.forEach(id -> parents.add(object, id));
        keep(parents);
    }

    private void keep(Parents begin) {
        for (Parents parents = begin; !parents.isEmpty(); ) {
            Parents next = new Parents();
            parents.forEach((object, ids) -> keep(object, ids, next));
            parents = next;
        }
    }

    private void keep(ObjectModel object, Set<UUID> ids, Parents next) {
        List<Rollup> rollups = object.rollups();
        List<StoredRecord> changed = new ArrayList<>();
        RecordLoader.loadFigures(
                connection,
                object,
                ids,
                Figures.columns(object, rollups),
                (stored, row, column) -> {
                    Map<FieldModel, @Nullable Object> figures = read(rollups, row, column);
                    kept.put(stored.id(), figures);
                    Set<Integer> others = others(stored, figures);
                    if (!others.isEmpty()) {
                        changes.note(stored, others);
                        changed.add(with(stored, figures));
                        addParents(next, stored, others);
                    }
                });
        if (lost != null) {
            OutOfRange.search(
                    connection,
                    changed,
                    some -> store(object, some, Sql.raw("r.deleted_at is null")),
                    one -> storeWithout(object, one, lost));
        } else if (!changed.isEmpty()) {
            store(object, changed, Sql.raw("r.deleted_at is null"));
        }
    }

    private static Map<FieldModel, @Nullable Object> read(
            List<Rollup> rollups, ResultSet row, int column) throws SQLException {
        Map<FieldModel, @Nullable Object> figures = new HashMap<>();
        for (int i = 0; i < rollups.size(); i++) {
            FieldModel field = rollups.get(i).field();
            figures.put(field, Columns.read(row, column + i, field.type().column()));
        }
        return figures;
    }

    /** The fields whose figures are others than those that are stored. */
    private static Set<Integer> others(
            StoredRecord stored, Map<FieldModel, @Nullable Object> figures) {
        Set<Integer> others = new HashSet<>();
        figures.forEach((field, figure) -> {
            if (!Objects.equals(figure, stored.values().get(field.id()))) {
                others.add(field.id());
            }
        });
        return others;
    }

    private static StoredRecord with(
            StoredRecord stored, Map<FieldModel, @Nullable Object> figures) {
        Map<Integer, Object> values = new TreeMap<>(stored.values());
        figures.forEach((field, figure) -> {
            if (figure == null) {
                values.remove(field.id());
            } else {
                values.put(field.id(), figure);
            }
        });
        return stored.with(values);
    }

    private void addParents(Parents next, StoredRecord changed, Set<Integer> fields) {
        for (Rollup rollup : model.rollupsOver(changed.object())) {
            Following following = rollup.following();
            if (!changed.deleted() && following.reads().stream().anyMatch(fields::contains)) {
                next.add(rollup.parent(), changed.values().get(following.reference().id()));
            }
        }
    }

    /** Stores a record with those formulas only that fit. */
    private void storeWithout(
            ObjectModel object, StoredRecord record, Consumer<LostValue> lostValues) {
        store(object, List.of(record), Sql.raw("false"));
        FarColumns.fill(
                connection, object, FarColumns.of(object), List.of(record.id()), lostValues);
    }

    // Neither version nor history: the record was not written, something about it was computed.
    private void store(ObjectModel object, List<StoredRecord> records, Sql live) {
        SwitchLock.share(connection, object);
        RecordPlace place = RecordPlace.of(object);
        Sql.of(
                        "update ",
                        place.name(),
                        " r set data = n.data",
                        Statements.derived(place, live),
                        " from ",
                        Statements.images(new BoundRows(), records),
                        " where ",
                        place.isOwn("r"),
                        " and r.id = n.id")
                .execute(connection);
    }

    /**
     * Gives drafts the figures that were computed since their records were read, so that storing or
     * showing them does not bring old ones back.
     */
    void give(List<Draft> drafts) {
        for (Draft draft : drafts) {
            kept.getOrDefault(draft.id(), Map.of()).forEach(draft::set);
        }
    }
}
