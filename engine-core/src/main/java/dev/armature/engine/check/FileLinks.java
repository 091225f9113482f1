package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which files records hold. A link to a file that a record does not hold any more is right: the
 * history tells of the file.
 */
record FileLinks() implements Derived {

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        if (!fields(object).isEmpty()) {
            RecordBatches.forEach(
                    connection, object, batch -> find(connection, object, batch, findings));
        }
        findings.addAll(
                connection,
                Finding.What.FILE_LINK_LEFT,
                Sql.of(
                        "select l.field_id as field, l.record_id as id from file_link l where ",
                        Derived.isOwn("l", object),
                        " and not exists (select from ",
                        RecordPlace.of(object).name(),
                        " r where ",
                        RecordPlace.of(object).isOwn("r"),
                        " and r.id = l.record_id)"));
    }

    private static void find(
            Connection connection,
            ObjectModel object,
            List<StoredRecord> records,
            Findings findings) {
        List<Row> held = held(object, records);
        // By itself: the roles that read tenants' own tables do not see files.
        Sql.of(
                        "select n.field, n.id, exists (select from file f where f.tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and f.id = n.text::uuid) from ",
                        Derived.rows(held),
                        " where not exists (select from file_link l where ",
                        Derived.isOwn("l", object),
                        " and l.field_id = n.field and l.file_id = n.text::uuid and l.record_id = n.id)"
                                + " or not exists (select from file f where f.tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and f.id = n.text::uuid)")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                findings.add(
                                        row.getBoolean(3)
                                                ? Finding.What.FILE_LINK_MISSING
                                                : Finding.What.FILE_MISSING,
                                        findings.name(row.getInt(1)),
                                        row.getObject(2, UUID.class));
                            }
                        });
    }

    @Override
    public void repair(Connection connection, ObjectModel object) {
        // In two steps: the roles that read tenants' own tables do not change links.
        List<UUID> gone =
                Sql.of(
                                "select distinct l.record_id from file_link l where ",
                                Derived.isOwn("l", object),
                                " and not exists (select from ",
                                RecordPlace.of(object).name(),
                                " r where ",
                                RecordPlace.of(object).isOwn("r"),
                                " and r.id = l.record_id)")
                        .all(connection, row -> row.getObject(1, UUID.class));
        if (!gone.isEmpty()) {
            Sql.of(
                            "delete from file_link l where ",
                            Derived.isOwn("l", object),
                            " and l.record_id = any(",
                            Sql.array(gone, ColumnType.UUID),
                            ")")
                    .execute(connection);
        }
        RecordBatches.forEach(
                connection,
                object,
                batch ->
                        Sql.of(
                                        "insert into file_link (tenant_id, object_id, field_id, file_id, record_id) select ",
                                        Derived.owner(object),
                                        ", n.field, n.text::uuid, n.id from ",
                                        Derived.rows(held(object, batch)),
                                        " on conflict do nothing")
                                .execute(connection));
    }

    private static List<Row> held(ObjectModel object, List<StoredRecord> records) {
        List<Row> held = new ArrayList<>();
        for (StoredRecord stored : records) {
            for (FieldModel field : fields(object)) {
                AttachmentType.files(stored.values().get(field.id()))
                        .forEach(file ->
                                held.add(new Row(field.id(), stored.id(), file.id().toString())));
            }
        }
        return held;
    }

    private static List<FieldModel> fields(ObjectModel object) {
        return object.fields().stream()
                .filter(field -> field.type() instanceof AttachmentType)
                .toList();
    }
}
