package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.Links;
import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Who references whom. */
record RecordLinks() implements Derived {

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        List<FieldModel> fields = fields(object);
        if (!fields.isEmpty()) {
            RecordBatches.forEach(
                    connection, object, batch -> findMissing(connection, object, batch, findings));
        }
        Sql live = RecordPlace.of(object).isLive("r");
        findings.addAll(
                connection,
                Finding.What.LINK_LEFT,
                Sql.of(
                        "select l.field_id as field, l.record_id as id from record_link l where ",
                        Derived.isOwn("l", object),
                        " and not exists (select from ",
                        RecordPlace.of(object).name(),
                        " r where ",
                        live,
                        " and r.id = l.record_id and ",
                        leadsTo(object, fields),
                        ")"));
    }

    private static void findMissing(
            Connection connection,
            ObjectModel object,
            List<StoredRecord> records,
            Findings findings) {
        Sql.of(
                        "select n.field, n.id from ",
                        Derived.rows(links(object, records)),
                        " where not exists (select from record_link l where ",
                        Derived.isOwn("l", object),
                        " and l.field_id = n.field and l.target_id = n.text::uuid and l.record_id = n.id)")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                findings.add(
                                        Finding.What.LINK_MISSING,
                                        findings.name(row.getInt(1)),
                                        row.getObject(2, UUID.class));
                            }
                        });
    }

    /** Whether the record {@code r} has what the link {@code l} says. */
    private static Sql leadsTo(ObjectModel object, List<FieldModel> fields) {
        if (fields.isEmpty()) {
            return Sql.raw("false");
        }
        List<Sql> cases =
                fields.stream()
                        .map(field ->
                                Sql.of(
                                        "when ",
                                        Sql.number(field.id()),
                                        " then l.target_id = ",
                                        field.type().column() == ColumnType.UUIDS ? "any" : "",
                                        "(",
                                        Derived.fromJson(object, field),
                                        ")"))
                        .toList();
        return Sql.of("case l.field_id ", Sql.join(" ", cases), " end");
    }

    @Override
    public void repair(Connection connection, ObjectModel object) {
        Sql.of("delete from record_link l where ", Derived.isOwn("l", object)).execute(connection);
        RecordBatches.forEach(
                connection,
                object,
                batch ->
                        Sql.of(
                                        "insert into record_link (tenant_id, object_id, field_id, target_id, record_id) select ",
                                        Derived.owner(object),
                                        ", n.field, n.text::uuid, n.id from ",
                                        Derived.rows(links(object, batch)),
                                        " on conflict do nothing")
                                .execute(connection));
        Derived.repairFiguresOver(connection, object);
    }

    private static List<Row> links(ObjectModel object, List<StoredRecord> records) {
        List<Row> links = new ArrayList<>();
        for (StoredRecord stored : records) {
            for (FieldModel field : stored.deleted() ? List.<FieldModel>of() : fields(object)) {
                Links.of(stored.values().get(field.id()))
                        .forEach(target ->
                                links.add(new Row(field.id(), stored.id(), target.toString())));
            }
        }
        return links;
    }

    private static List<FieldModel> fields(ObjectModel object) {
        return object.fields().stream().filter(field -> field.type() instanceof LinkType).toList();
    }
}
