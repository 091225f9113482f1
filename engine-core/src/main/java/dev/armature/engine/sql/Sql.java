package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.field.ColumnType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL with the values of its question marks, in order. The text comes from the program;
 * what comes from outside is always a value.
 */
public record Sql(String text, List<Value> values) {

    public static final Sql EMPTY = new Sql("", List.of());

    /**
     * A bound value.
     *
     * @param value a {@link Collection} is bound as an array
     */
    public record Value(@Nullable Object value) {}

    public Sql {
        values = List.copyOf(values);
    }

    /** SQL without values; only for text that the program holds itself. */
    public static Sql raw(String text) {
        return new Sql(text, List.of());
    }

    /** One bound value, cast to its type so that PostgreSQL never has to guess. */
    public static Sql value(@Nullable Object value, ColumnType type) {
        return new Sql("?::" + type.sql(), List.of(new Value(value)));
    }

    /** A list of bound values as one array. */
    public static Sql array(Collection<?> values, ColumnType type) {
        return array(values, type.sql());
    }

    /** A list of bound values of an SQL type that no field has. */
    public static Sql array(Collection<?> values, String sqlType) {
        return new Sql("?::" + sqlType + "[]", List.of(new Value(values)));
    }

    /** One of the platform's own numbers: a tenant, an object, a limit. */
    public static Sql number(int value) {
        return new Sql("?", List.of(new Value(value)));
    }

    /** One of the platform's own long numbers, such as an event's. */
    public static Sql number(long value) {
        return new Sql("?", List.of(new Value(value)));
    }

    /** Pieces one after the other: {@link Sql} as it is, {@link String} as raw text. */
    public static Sql of(Object... pieces) {
        StringBuilder text = new StringBuilder();
        List<Value> values = new ArrayList<>();
        for (Object piece : pieces) {
            if (piece instanceof Sql sql) {
                text.append(sql.text);
                values.addAll(sql.values);
            } else {
                text.append((String) piece);
            }
        }
        return new Sql(text.toString(), values);
    }

    /** Pieces with a separator between them. */
    public static Sql join(String separator, Collection<Sql> pieces) {
        List<Object> all = new ArrayList<>();
        for (Sql piece : pieces) {
            if (!all.isEmpty()) {
                all.add(separator);
            }
            all.add(piece);
        }
        return of(all.toArray());
    }

    /**
     * Binds the values, the first at {@code index}.
     *
     * @return the index after the last
     */
    public int bind(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (Value value : values) {
            bind(statement, next++, value);
        }
        return next;
    }

    /**
     * Carries the statement out.
     *
     * @return how many rows it changed
     */
    public int execute(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            bind(statement, 1);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void bind(PreparedStatement statement, int index, Value value)
            throws SQLException {
        if (value.value instanceof Collection<?> elements) {
            statement.setString(index, ArrayLiteral.of(elements));
            return;
        }
        switch (value.value) {
            case null -> statement.setString(index, null);
            case String text -> statement.setString(index, text);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case BigDecimal number -> statement.setBigDecimal(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case UUID id -> statement.setObject(index, id);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case LocalDate date -> statement.setObject(index, date);
            case LocalTime time -> statement.setObject(index, time);
            case Duration duration -> statement.setBigDecimal(index, Numbers.seconds(duration));
            default -> throw new IllegalArgumentException("cannot bind " + value.value.getClass());
        }
    }
}
