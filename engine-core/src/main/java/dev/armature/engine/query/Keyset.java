package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list and the condition "after this record". The id is always the last key, so the
 * order is total and no record is shown twice or left out, whatever is written meanwhile. It goes
 * the way of the key before it, so that an index on both serves either direction.
 */
final class Keyset {

    private final List<SortKey> keys;
    private final SqlTranslator translator;
    private final boolean indexed;
    private final boolean backward;

    Keyset(RecordQuery query, SqlTranslator translator) {
        this.backward = query.backward();
        this.keys = backward ? query.sort().stream().map(SortKey::mirrored).toList() : query.sort();
        this.translator = translator;
        this.indexed =
                query.asOf() == null
                        && !keys.isEmpty()
                        && isIndexed(query.object(), keys.getFirst());
    }

    private static boolean isIndexed(ObjectModel object, SortKey key) {
        if (key.field() instanceof Expression.Read read && read.path().size() == 1) {
            FieldModel field = object.field(read.path().getFirst().fieldId());
            return field != null && RecordPlace.of(object).isIndexed(field);
        }
        return false;
    }

    /** A key as it is ordered by. */
    private Sql ordered(SortKey key) {
        Sql value = translator.value(key.field());
        return key.field().type() == ValueType.Scalar.TEXT
                ? Sql.of(value, " collate \"C\"")
                : value;
    }

    Sql orderBy() {
        List<Sql> orders = new ArrayList<>();
        for (SortKey key : keys) {
            orders.add(
                    Sql.of(
                            ordered(key),
                            key.descending() ? " desc nulls first" : " asc nulls last"));
        }
        orders.add(Sql.raw(Joins.ROOT + ".id" + (idDescends() ? " desc" : "")));
        return Sql.of("order by ", Sql.join(", ", orders));
    }

    /** The keys' values, as columns of the statement. */
    List<Sql> columns() {
        return keys.stream().map(key -> translator.value(key.field())).toList();
    }

    /**
     * The records that come after a position, as conditions one after the other: each holds for
     * records that come before all of the next. There is one, unless an index leads to the first
     * key's values, and nulls stand apart from them.
     */
    List<Sql> after(Cursors.Position position) {
        if (keys.isEmpty() || !indexed) {
            return List.of(translator.demanded(() -> all(position)));
        }
        SortKey first = keys.getFirst();
        Object value = position.values().getFirst();
        Sql column = translator.value(first.field());
        if (value == null) {
            Sql ties = Sql.of("(", column, " is null and ", all(position, 1), ")");
            return first.descending()
                    ? List.of(ties, Sql.of(column, " is not null"))
                    : List.of(ties);
        }
        Sql beyond = keys.size() == 1 ? pair(first, value, position) : bounded(position);
        return first.descending() ? List.of(beyond) : List.of(beyond, Sql.of(column, " is null"));
    }

    /** Key and id at once, as an index of both has them. */
    private Sql pair(SortKey key, Object value, Cursors.Position position) {
        return Sql.of(
                "(",
                ordered(key),
                ", ",
                Joins.ROOT + ".id) ",
                key.descending() ? "< (" : "> (",
                bound(key, value),
                ", ",
                Sql.value(position.id(), ColumnType.UUID),
                ")");
    }

    /** The general condition, with a bound in front that an index can begin at. */
    private Sql bounded(Cursors.Position position) {
        SortKey first = keys.getFirst();
        Object value = Objects.requireNonNull(position.values().getFirst());
        return Sql.of(
                "(",
                ordered(first),
                first.descending() ? " <= " : " >= ",
                bound(first, value),
                " and ",
                all(position),
                ")");
    }

    private Sql all(Cursors.Position position) {
        return all(position, 0);
    }

    /** Strictly after a position by the keys from one on, and the id. */
    private Sql all(Cursors.Position position, int from) {
        // (k1 after v1) or (k1 = v1 and ((k2 after v2) or (k2 = v2 and ... id > i)))
        Sql condition =
                Sql.of(
                        Joins.ROOT + ".id " + (idDescends() ? "< " : "> "),
                        Sql.value(position.id(), ColumnType.UUID));
        for (int i = keys.size() - 1; i >= from; i--) {
            SortKey key = keys.get(i);
            Object value = position.values().get(i);
            Sql tie = Sql.of("(", equal(key, value), " and ", condition, ")");
            Sql beyond = beyond(key, value);
            condition = beyond == null ? tie : Sql.of("(", beyond, " or ", tie, ")");
        }
        return condition;
    }

    private boolean idDescends() {
        return keys.isEmpty() ? backward : keys.getLast().descending();
    }

    private Sql equal(SortKey key, @Nullable Object value) {
        return value == null
                ? Sql.of(translator.value(key.field()), " is null")
                : Sql.of(translator.value(key.field()), " = ", bound(key, value));
    }

    /** Strictly after a value; null when nothing is. */
    private @Nullable Sql beyond(SortKey key, @Nullable Object value) {
        if (key.descending()) {
            return value == null
                    ? Sql.of(translator.value(key.field()), " is not null")
                    : Sql.of(ordered(key), " < ", bound(key, value));
        }
        return value == null
                ? null
                : Sql.of(
                        "(",
                        ordered(key),
                        " > ",
                        bound(key, value),
                        " or ",
                        translator.value(key.field()),
                        " is null)");
    }

    private static Sql bound(SortKey key, Object value) {
        return Sql.value(value, SqlTranslator.column(key.field().type()));
    }
}
