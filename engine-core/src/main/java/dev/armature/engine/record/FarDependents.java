package dev.armature.engine.record;

import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FarRead;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The records whose formulas rest on others that were changed: noted one by one, and then looked
 * for along the links that lead from those back to them.
 */
final class FarDependents {

    /** The records that are read at the end of a path, seen from an object. */
    private record Way(ObjectModel owner, List<Property> path) {}

    /**
     * Some of an object's records, and its formulas that are to be computed for them.
     *
     * @param ids in the order in which they are locked
     */
    record Due(ObjectModel owner, Set<FieldModel> formulas, Set<UUID> ids) {}

    private final Map<Way, Set<UUID>> changed = new LinkedHashMap<>();
    private final Map<ObjectModel, Set<FieldModel>> formulas = new LinkedHashMap<>();

    /** Notes that a record at the end of a path is another by now. */
    void add(FarRead read, UUID id) {
        changed.computeIfAbsent(new Way(read.owner(), read.path()), none -> new TreeSet<>())
                .add(id);
        formulas.computeIfAbsent(read.owner(), none -> new LinkedHashSet<>()).add(read.formula());
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /**
     * Finds them, object by object in the order in which they are locked.
     *
     * @param limit how many are looked for along each path
     */
    List<Due> find(Connection connection, TenantModel model, int limit) {
        List<Way> ways = new ArrayList<>(changed.keySet());
        List<Sql> queries = ways.stream().map(way -> back(model, way, ends(way), limit)).toList();
        Map<Integer, Due> found = new TreeMap<>();
        List<Queries.Rows> rows = new ArrayList<>();
        for (Way way : ways) {
            Due due =
                    found.computeIfAbsent(
                            way.owner.id(),
                            id -> new Due(way.owner, formulas(way.owner), new TreeSet<>()));
            rows.add(row -> {
                while (row.next()) {
                    due.ids.add(row.getObject(1, UUID.class));
                }
            });
        }
        Flush.run(connection, queries, Queries.reading(rows));
        return found.values().stream().filter(due -> !due.ids.isEmpty()).toList();
    }

    private Set<UUID> ends(Way way) {
        return changed.getOrDefault(way, Set.of());
    }

    private Set<FieldModel> formulas(ObjectModel owner) {
        return formulas.getOrDefault(owner, Set.of());
    }

    /** Goes a path back, from the records at its end to those where it begins. */
    private static Sql back(TenantModel model, Way way, Set<UUID> ends, int limit) {
        int last = way.path.size() - 1;
        List<Object> sql = new ArrayList<>();
        sql.add("select distinct l0.record_id from record_link l" + last);
        for (int i = last - 1; i >= 0; i--) {
            sql.add(" join record_link l" + i + " on ");
            sql.add(is(model, i, way.path.get(i)));
            sql.add(" and l" + i + ".target_id = l" + (i + 1) + ".record_id");
        }
        sql.add(" where ");
        sql.add(is(model, last, way.path.get(last)));
        sql.add(" and l" + last + ".target_id = any(");
        sql.add(Sql.array(ends, ColumnType.UUID));
        sql.add(") limit ");
        sql.add(Sql.number(limit));
        return Sql.of(sql.toArray());
    }

    private static Sql is(TenantModel model, int step, Property reference) {
        String link = "l" + step;
        return Sql.of(
                link,
                ".tenant_id = ",
                Sql.number(model.tenant().value()),
                " and ",
                link,
                ".object_id = ",
                Sql.number(reference.objectId()),
                " and ",
                link,
                ".field_id = ",
                Sql.number(reference.fieldId()));
    }

    /** The object that a reference leads to. */
    static ObjectModel target(TenantModel model, Property reference) {
        return model.required(Objects.requireNonNull(reference.type().link()).objectId());
    }
}
