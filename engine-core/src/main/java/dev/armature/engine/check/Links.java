package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.record.RollupFiller;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Who references whom. */
record Links() implements Derived {

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        Sql live = RecordPlace.of(object).isLive("r");
        List<FieldModel> references = references(object);
        if (!references.isEmpty()) {
            List<Sql> missing =
                    references.stream()
                            .map(field -> Derived.when(field, hasNoLink(object, field)))
                            .toList();
            findings.addAll(
                    connection, Finding.What.LINK_MISSING, Derived.where(object, live, missing));
        }
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
                        " and r.id = l.record_id and l.target_id = ",
                        target(object, references),
                        ")"));
    }

    private static Sql hasNoLink(ObjectModel object, FieldModel field) {
        Sql target = Derived.fromJson(object, field);
        return Sql.of(
                target,
                " is not null and not exists (select from record_link l where ",
                Derived.isOwn("l", object),
                " and l.field_id = ",
                Sql.number(field.id()),
                " and l.target_id = ",
                target,
                " and l.record_id = r.id)");
    }

    /** What the record {@code r} references by the field of the link {@code l}. */
    private static Sql target(ObjectModel object, List<FieldModel> references) {
        if (references.isEmpty()) {
            return Sql.raw("null::uuid");
        }
        List<Sql> cases =
                references.stream()
                        .map(field ->
                                Sql.of(
                                        "when ",
                                        Sql.number(field.id()),
                                        " then ",
                                        Derived.fromJson(object, field)))
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
        // Their figures were computed by way of these links.
        object.tenant().rollupsOver(object).stream()
                .map(Rollup::parent)
                .distinct()
                .forEach(parent -> RollupFiller.fill(connection, parent));
    }

    private static List<Row> links(ObjectModel object, List<StoredRecord> records) {
        List<Row> links = new ArrayList<>();
        for (StoredRecord stored : records) {
            for (FieldModel field : references(object)) {
                Object target = stored.values().get(field.id());
                if (target != null && !stored.deleted()) {
                    links.add(new Row(field.id(), stored.id(), target.toString()));
                }
            }
        }
        return links;
    }

    private static List<FieldModel> references(ObjectModel object) {
        return object.fields().stream()
                .filter(field -> field.type() instanceof ReferenceType)
                .toList();
    }
}
