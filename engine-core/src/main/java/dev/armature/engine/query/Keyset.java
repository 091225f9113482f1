package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list and the condition "after this record". The id is always the last key, so the
 * order is total and no record is shown twice or left out, whatever is written meanwhile. It goes
 * the way of the key before it, so that an index on both serves either direction.
 */
final class Keyset {

    private final List<SortKey> keys;
    private final SqlTranslator translator;

    Keyset(List<SortKey> keys, SqlTranslator translator) {
        this.keys = keys;
        this.translator = translator;
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

    /** True for the records that come after a position. */
    Sql after(Cursors.Position position) {
        // (k1 after v1) or (k1 = v1 and ((k2 after v2) or (k2 = v2 and ... id > i)))
        Sql condition =
                Sql.of(
                        Joins.ROOT + ".id " + (idDescends() ? "< " : "> "),
                        Sql.value(position.id(), ColumnType.UUID));
        for (int i = keys.size() - 1; i >= 0; i--) {
            SortKey key = keys.get(i);
            Object value = position.values().get(i);
            Sql tie = Sql.of("(", equal(key, value), " and ", condition, ")");
            Sql beyond = beyond(key, value);
            condition = beyond == null ? tie : Sql.of("(", beyond, " or ", tie, ")");
        }
        return condition;
    }

    private boolean idDescends() {
        return !keys.isEmpty() && keys.getLast().descending();
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
