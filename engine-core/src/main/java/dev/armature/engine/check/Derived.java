package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.record.RollupFiller;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/** Something that repeats, for speed or for the record's sake, what records say. Stateless. */
sealed interface Derived
        permits RollupFigures, TypedColumns, UniqueValues, RecordLinks, FileLinks, Histories {

    /** All there is, in the order in which it is repaired: what figures are made of comes first. */
    List<Derived> ALL =
            List.of(
                    new UniqueValues(),
                    new RecordLinks(),
                    new FileLinks(),
                    new TypedColumns(),
                    new RollupFigures(),
                    new Histories());

    /** Looks for what is wrong, in a transaction that sees one moment. */
    void find(Connection connection, ObjectModel object, Findings findings);

    /** Writes it anew from the records, in a transaction that keeps other writers out. */
    void repair(Connection connection, ObjectModel object);

    /** Computes the figures over an object anew, which rested on what was wrong. */
    static void repairFiguresOver(Connection connection, ObjectModel object) {
        object.tenant().rollupsOver(object).stream()
                .map(Rollup::parent)
                .distinct()
                .forEach(parent -> RollupFiller.fill(connection, parent));
    }

    /**
     * A field's value as the JSON of the row {@code r}, and of the records that a formula reads
     * beside it, has it: whatever columns say.
     */
    static Sql fromJson(ObjectModel object, FieldModel field) {
        return field.type().stored()
                ? Sql.raw(RecordPlace.at(object, null).column("r", field))
                : RowFormulas.value(object, field, "r");
    }

    /**
     * The condition that rows of a small table seen by an alias are of this object and its tenant:
     * they say whose they are as those of the shared store do.
     */
    static Sql isOwn(String alias, ObjectModel object) {
        return RecordPlace.at(object, null).isOwn(alias);
    }

    /** A field and a condition, as a row of {@code values}. */
    static Sql when(FieldModel field, Sql condition) {
        return Sql.of("(", Sql.number(field.id()), "::int, ", condition, ")");
    }

    /** The rows that a condition of their fields holds for. */
    static Sql where(ObjectModel object, Sql which, List<Sql> conditions) {
        return Sql.of(
                "select d.field, r.id from ",
                RecordPlace.of(object).name(),
                " r cross join lateral (values ",
                Sql.join(", ", conditions),
                ") d(field, wrong) where ",
                which,
                " and d.wrong");
    }

    /** The columns of a small table that say whose a row is, with their values. */
    static Sql owner(ObjectModel object) {
        return Sql.of(
                Sql.number(object.tenant().tenant().value()),
                "::int, ",
                Sql.number(object.id()),
                "::int");
    }

    /** Rows of a field's number, a record and a text, as a table {@code n}. */
    static Sql rows(List<Row> rows) {
        return Sql.of(
                "unnest(",
                Sql.array(rows.stream().map(Row::field).toList(), "int"),
                ", ",
                Sql.array(rows.stream().map(Row::id).toList(), ColumnType.UUID),
                ", ",
                Sql.array(rows.stream().map(Row::text).toList(), ColumnType.TEXT),
                ") as n(field, id, text)");
    }

    /** What a small table says of a record. */
    record Row(int field, UUID id, String text) {}
}
