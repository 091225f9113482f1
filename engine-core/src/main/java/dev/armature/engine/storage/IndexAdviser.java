package dev.armature.engine.storage;

import dev.armature.engine.query.LookedFor;
import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Counts what the lists of large objects are filtered and sorted by, and says which fields deserve
 * an index that nobody has asked for, and which no longer do. Counts are written down now and then;
 * those of the last minute may be lost with the node. Thread-safe.
 */
public final class IndexAdviser implements QueryWatch {

    /** How many queries in a week are worth an index. */
    static final int WORTH = 200;

    /** Without a single query for so many days, an advised index is given up. */
    static final int FORGOTTEN_DAYS = 30;

    private static final int WEEK = 7;

    private final TenantDatabase database;
    private final Map<Key, LongAdder> uses = new ConcurrentHashMap<>();

    /**
     * How many indexes over several fields are advised for one object. Every write pays for each.
     */
    static final int MAX_TOGETHER = 4;

    /** What is counted of different things between two times that it is written down. */
    static final int MAX_COUNTED = 10_000;

    // Fields that are asked for together, or one by itself.
    private record Key(TenantId tenant, int objectId, IndexColumns columns) {}

    public IndexAdviser(TenantDatabase database) {
        this.database = database;
    }

    @Override
    public void asked(ObjectModel object, LookedFor lookedFor) {
        for (int field : lookedFor.fields()) {
            count(object, new IndexColumns(List.of(field)));
        }
        IndexColumns together = lookedFor.together();
        if (together != null) {
            count(object, together);
        }
    }

    private void count(ObjectModel object, IndexColumns columns) {
        Key key = new Key(object.tenant().tenant(), object.id(), columns);
        LongAdder known = uses.get(key);
        if (known != null) {
            known.increment();
        } else if (uses.size() < MAX_COUNTED) {
            uses.computeIfAbsent(key, unseen -> new LongAdder()).increment();
        }
    }

    /** Writes down what was counted since the last time. */
    void flush() {
        Map<TenantId, Map<Key, Long>> counted = new HashMap<>();
        for (Key key : List.copyOf(uses.keySet())) {
            LongAdder count = uses.remove(key);
            if (count != null) {
                counted.computeIfAbsent(key.tenant, tenant -> new HashMap<>())
                        .merge(key, count.sum(), Long::sum);
            }
        }
        counted.forEach((tenant, keys) ->
                database.transaction(
                        tenant,
                        connection -> {
                            write(tenant, keys).execute(connection);
                            return forget(tenant).execute(connection);
                        }));
    }

    private static Sql forget(TenantId tenant) {
        return Sql.of(
                "delete from index_use where tenant_id = ",
                Sql.number(tenant.value()),
                " and day <= current_date - ",
                Sql.number(FORGOTTEN_DAYS));
    }

    private static Sql write(TenantId tenant, Map<Key, Long> counted) {
        List<Key> keys = List.copyOf(counted.keySet());
        return Sql.of(
                "insert into index_use (tenant_id, object_id, fields, day, uses) select ",
                Sql.number(tenant.value()),
                "::int, n.object_id, n.fields, current_date, n.uses from unnest(",
                Sql.array(keys.stream().map(Key::objectId).toList(), "int"),
                ", ",
                Sql.array(keys.stream().map(key -> key.columns.text()).toList(), ColumnType.TEXT),
                ", ",
                Sql.array(keys.stream().map(counted::get).toList(), "bigint"),
                ") as n(object_id, fields, uses)",
                " on conflict (tenant_id, object_id, fields, day) do update set uses = index_use.uses + excluded.uses");
    }

    /** How a field was used: in the last week, and whether at all in the last month. */
    record Use(long lastWeek, boolean lately) {

        boolean isWorth(boolean isThere) {
            return lastWeek >= WORTH || isThere && lately;
        }
    }

    /** The uses of an object's fields, alone and together. */
    Map<IndexColumns, Use> uses(TenantId tenant, int objectId) {
        Map<IndexColumns, Use> found = new HashMap<>();
        database.query(
                tenant,
                Sql.of(
                        "select fields, sum(case when day > current_date - ",
                        Sql.number(WEEK),
                        " then uses else 0 end), bool_or(day > current_date - ",
                        Sql.number(FORGOTTEN_DAYS),
                        ") from index_use where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and object_id = ",
                        Sql.number(objectId),
                        " group by fields"),
                rows -> {
                    while (rows.next()) {
                        found.put(
                                IndexColumns.read(rows.getString(1)),
                                new Use(rows.getLong(2), rows.getBoolean(3)));
                    }
                });
        return found;
    }

    /**
     * The fields that deserve an index beside those that metadata asks for: much used ones, and
     * those that have one already and are still used.
     */
    Set<Integer> advised(ObjectModel object, Set<Integer> current) {
        Set<Integer> asked = ColumnIndex.wantedByMetadata(object).keySet();
        Map<IndexColumns, Use> all = uses(object.tenant().tenant(), object.id());
        Set<Integer> advised = new TreeSet<>();
        List<FieldModel> candidates = new ArrayList<>(object.fields());
        candidates.removeIf(
                field -> asked.contains(field.id()) || !ColumnIndex.isPossible(object, field));
        for (FieldModel field : candidates) {
            Use use = all.get(new IndexColumns(List.of(field.id())));
            if (use != null && use.isWorth(current.contains(field.id()))) {
                advised.add(field.id());
            }
        }
        return advised;
    }

    /**
     * The fields that deserve an index together beside those that metadata names: of the much used
     * ones those that are used most, and those that have one already and are still used.
     */
    Set<IndexColumns> advisedTogether(ObjectModel object, Set<IndexColumns> current) {
        Set<IndexColumns> declared = CombinedIndexes.declared(object);
        return uses(object.tenant().tenant(), object.id()).entrySet().stream()
                .filter(use -> use.getKey().fields().size() > 1)
                .filter(use -> !declared.contains(use.getKey()))
                .filter(use -> CombinedIndexes.isPossible(object, use.getKey()))
                .filter(use -> use.getValue().isWorth(current.contains(use.getKey())))
                .sorted(Comparator.comparingLong(use -> -use.getValue().lastWeek))
                .limit(MAX_TOGETHER)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
