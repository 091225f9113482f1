package dev.armature.engine.check;

import dev.armature.engine.record.Cause;
import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * The newest version in each record's history. The tenant's role does not see histories, so they
 * are compared with batches of records instead of their table.
 */
record Histories() implements Derived {

    private static final Cause REPAIR = Cause.of("repair", "check");

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        RecordBatches.forEach(
                connection, object, batch -> find(connection, object, batch, findings));
    }

    private static void find(
            Connection connection,
            ObjectModel object,
            List<StoredRecord> records,
            Findings findings) {
        Sql.of(
                        "select n.id, h.newest > n.version from ",
                        newest(object, records),
                        " where h.newest is distinct from n.version")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                findings.add(
                                        row.getBoolean(2)
                                                ? Finding.What.HISTORY_AHEAD
                                                : Finding.What.HISTORY_BEHIND,
                                        "",
                                        row.getObject(1, UUID.class));
                            }
                        });
    }

    private static Sql newest(ObjectModel object, List<StoredRecord> records) {
        return Sql.of(
                "unnest(",
                Sql.array(records.stream().map(StoredRecord::id).toList(), ColumnType.UUID),
                ", ",
                Sql.array(records.stream().map(StoredRecord::version).toList(), "int"),
                ", ",
                Sql.array(
                        records.stream().map(StoredRecord::updatedAt).toList(),
                        ColumnType.TIMESTAMPTZ),
                ", ",
                Sql.array(records.stream().map(StoredRecord::updatedBy).toList(), ColumnType.UUID),
                ", ",
                Sql.array(records.stream().map(StoredRecord::deleted).toList(), ColumnType.BOOLEAN),
                ") as n(id, version, at, actor, deleted) cross join lateral (select max(v.version) as newest from record_history v where ",
                Derived.isOwn("v", object),
                " and v.record_id = n.id) h");
    }

    // What the record had before is not known any more. Versions beyond the record's are left: a
    // history is never taken back, and somebody has to find out where they came from.
    @Override
    public void repair(Connection connection, ObjectModel object) {
        RecordBatches.forEach(
                connection,
                object,
                batch ->
                        Sql.of(
                                        "insert into record_history (tenant_id, object_id, at, version, record_id, actor, operation, cause, replaced) select ",
                                        Derived.owner(object),
                                        ", n.at, n.version, n.id, n.actor, case when n.deleted then 'delete' when n.version = 1 then 'create' else 'update' end, ",
                                        Sql.value(Json.write(REPAIR.toJson()), ColumnType.TEXT),
                                        "::jsonb, '{}' from ",
                                        newest(object, batch),
                                        " where h.newest is null or h.newest < n.version")
                                .execute(connection));
    }
}
