package dev.armature.engine.check;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Counts what is found in one object. */
final class Findings {

    private final ObjectModel object;
    private final Map<Key, Finding> found = new LinkedHashMap<>();

    private record Key(Finding.What what, String field) {}

    Findings(ObjectModel object) {
        this.object = object;
    }

    void add(Finding.What what, String field, UUID id) {
        add(what, field, 1, List.of(id));
    }

    private void add(Finding.What what, String field, long count, List<UUID> ids) {
        found.merge(
                new Key(what, field),
                new Finding(object.name(), field, what, count, ids),
                Findings::sum);
    }

    private static Finding sum(Finding one, Finding other) {
        List<UUID> first = new ArrayList<>(one.first());
        other.first().stream().limit(Finding.MAX_IDS - first.size()).forEach(first::add);
        return new Finding(
                one.object(), one.field(), one.what(), one.count() + other.count(), first);
    }

    /**
     * Adds what a query finds.
     *
     * @param rows a query for the numbers of fields, as {@code field}, and the ids of records
     */
    void addAll(Connection connection, Finding.What what, Sql rows) {
        Sql.of(
                        "select f.field, count(*), (array_agg(f.id order by f.id))[1:",
                        Sql.number(Finding.MAX_IDS),
                        "] from (",
                        rows,
                        ") f group by f.field order by f.field")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                UUID[] ids = (UUID[]) row.getArray(3).getArray();
                                add(what, name(row.getInt(1)), row.getLong(2), List.of(ids));
                            }
                        });
    }

    /** What people call a field; one that metadata does not have goes by its number. */
    String name(int number) {
        FieldModel field = object.field(number);
        return field == null ? "field " + number : field.name();
    }

    List<Finding> all() {
        return List.copyOf(found.values());
    }
}
