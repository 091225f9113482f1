package dev.armature.engine.storage;

import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

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

    private record Key(TenantId tenant, int objectId, int fieldId) {}

    public IndexAdviser(TenantDatabase database) {
        this.database = database;
    }

    @Override
    public void asked(ObjectModel object, Set<Integer> fields) {
        for (int field : fields) {
            Key key = new Key(object.tenant().tenant(), object.id(), field);
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
                        tenant, connection -> write(tenant, keys).execute(connection)));
    }

    private static Sql write(TenantId tenant, Map<Key, Long> counted) {
        List<Key> keys = List.copyOf(counted.keySet());
        return Sql.of(
                "insert into field_use (tenant_id, object_id, field_id, day, uses) select ",
                Sql.number(tenant.value()),
                "::int, n.object_id, n.field_id, current_date, n.uses from unnest(",
                Sql.array(keys.stream().map(Key::objectId).toList(), "int"),
                ", ",
                Sql.array(keys.stream().map(Key::fieldId).toList(), "int"),
                ", ",
                Sql.array(keys.stream().map(counted::get).toList(), "bigint"),
                ") as n(object_id, field_id, uses)",
                " on conflict (tenant_id, object_id, field_id, day) do update set uses = field_use.uses + excluded.uses");
    }

    /** How a field was used: in the last week, and whether at all in the last month. */
    record Use(long lastWeek, boolean lately) {}

    /** The uses of an object's fields, by their numbers. */
    Map<Integer, Use> uses(TenantId tenant, int objectId) {
        Map<Integer, Use> found = new HashMap<>();
        database.query(
                tenant,
                Sql.of(
                        "select field_id, sum(case when day > current_date - ",
                        Sql.number(WEEK),
                        " then uses else 0 end), bool_or(day > current_date - ",
                        Sql.number(FORGOTTEN_DAYS),
                        ") from field_use where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and object_id = ",
                        Sql.number(objectId),
                        " group by field_id"),
                rows -> {
                    while (rows.next()) {
                        found.put(rows.getInt(1), new Use(rows.getLong(2), rows.getBoolean(3)));
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
        Map<Integer, Use> all = uses(object.tenant().tenant(), object.id());
        Set<Integer> advised = new TreeSet<>();
        List<FieldModel> candidates = new ArrayList<>(object.fields());
        candidates.removeIf(field -> asked.contains(field.id()) || !ColumnIndex.isPossible(field));
        for (FieldModel field : candidates) {
            Use use = all.getOrDefault(field.id(), new Use(0, false));
            if (use.lastWeek >= WORTH || current.contains(field.id()) && use.lately) {
                advised.add(field.id());
            }
        }
        return advised;
    }
}
