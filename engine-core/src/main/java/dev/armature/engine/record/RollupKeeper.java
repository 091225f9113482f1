package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Columns;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
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
    private final Map<UUID, Map<FieldModel, @Nullable Object>> kept = new HashMap<>();

    RollupKeeper(Connection connection, TenantModel model) {
        this.connection = connection;
        this.model = model;
    }

    /** Brings the rollups over stored drafts up to date. */
    void follow(List<Draft> stored) {
        Parents parents = new Parents();
        for (Draft draft : stored) {
            for (Rollup rollup : model.rollupsOver(draft.object())) {
                add(parents, rollup, draft);
            }
        }
        keep(parents);
    }

    private static void add(Parents parents, Rollup rollup, Draft draft) {
        boolean moved = draft.isChanged(rollup.reference());
        boolean decides =
                moved
                        || draft.operation() != Draft.Operation.UPDATE
                        || rollup.reads().stream().anyMatch(field -> isChanged(draft, field));
        if (decides) {
            StoredRecord before = draft.before();
            if (before != null && !before.deleted()) {
                parents.add(rollup.parent(), before.values().get(rollup.reference().id()));
            }
            if (draft.operation() != Draft.Operation.DELETE) {
                parents.add(rollup.parent(), draft.value(rollup.reference()));
            }
        }
    }

    /**
     * Whether a field that a rollup reads is another than before; the system's own may always be.
     */
    private static boolean isChanged(Draft draft, int fieldId) {
        FieldModel field = draft.object().field(fieldId);
        return field == null || draft.isChanged(field);
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
            parents.byObject().forEach((object, ids) -> keep(object, ids, next));
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
                        changed.add(with(stored, figures));
                        addParents(next, stored, others);
                    }
                });
        if (!changed.isEmpty()) {
            store(object, changed);
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
            if (!changed.deleted() && rollup.reads().stream().anyMatch(fields::contains)) {
                next.add(rollup.parent(), changed.values().get(rollup.reference().id()));
            }
        }
    }

    // Neither version nor history: the record was not written, something about it was computed.
    private void store(ObjectModel object, List<StoredRecord> records) {
        RecordPlace place = RecordPlace.of(object);
        Sql.of(
                        "update ",
                        place.table(),
                        " r set data = n.data::jsonb from unnest(",
                        Sql.array(records.stream().map(StoredRecord::id).toList(), ColumnType.UUID),
                        ", ",
                        Sql.array(
                                records.stream()
                                        .map(r -> StoredRecord.data(r.values(), r.unknown()))
                                        .toList(),
                                ColumnType.TEXT),
                        ") as n(id, data) where ",
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

    /** Records by their objects, in the order in which they are locked. */
    private static final class Parents {
        private final Map<Integer, Set<UUID>> ids = new TreeMap<>();
        private final Map<Integer, ObjectModel> objects = new HashMap<>();

        void add(ObjectModel object, @Nullable Object id) {
            if (id instanceof UUID known) {
                objects.put(object.id(), object);
                ids.computeIfAbsent(object.id(), none -> new HashSet<>()).add(known);
            }
        }

        boolean isEmpty() {
            return ids.isEmpty();
        }

        Map<ObjectModel, Set<UUID>> byObject() {
            Map<ObjectModel, Set<UUID>> ordered = new LinkedHashMap<>();
            ids.forEach((id, own) -> ordered.put(Objects.requireNonNull(objects.get(id)), own));
            return ordered;
        }
    }
}
