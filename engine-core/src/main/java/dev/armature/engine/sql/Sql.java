package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.field.ColumnType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL with the values of its question marks, in order. The text comes from the program;
 * what comes from outside is always a value.
 *
 * @param role the tenant's role that it has to be run as, since it names one of the tenant's own
 *     tables; null when it has to be the application's own; see {@link #forAnyRole}
 */
public record Sql(String text, List<Value> values, @Nullable String role) {

    public static final Sql EMPTY = raw("");

    private static final String ANY_ROLE = "any";

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
        return new Sql(text, List.of(), null);
    }

    /** The name of a tenant's own table, which that tenant's role alone may use. */
    public static Sql ownTable(String name, String role) {
        return new Sql(name, List.of(), role);
    }

    /**
     * The same statement, which the application's role and every tenant's may run, so that nobody
     * has to become another for it. The finished statement, not a piece of one.
     */
    public Sql forAnyRole() {
        return role == null ? new Sql(text, values, ANY_ROLE) : this;
    }

    boolean isForAnyRole() {
        return ANY_ROLE.equals(role);
    }

    /** One bound value, cast to its type so that PostgreSQL never has to guess. */
    public static Sql value(@Nullable Object value, ColumnType type) {
        return new Sql("?::" + type.sql(), List.of(new Value(value)), null);
    }

    /** One bound text of the platform's own, such as a setting. */
    static Sql text(String value) {
        return value(value, ColumnType.TEXT);
    }

    /** A list of bound values as one array. */
    public static Sql array(Collection<?> values, ColumnType type) {
        return array(values, type.sql());
    }

    /** A list of bound values of an SQL type that no field has. */
    public static Sql array(Collection<?> values, String sqlType) {
        return new Sql("?::" + sqlType + "[]", List.of(new Value(values)), null);
    }

    /** Bytes, such as the hash of a secret. */
    public static Sql bytes(byte[] value) {
        return of("decode(", text(HexFormat.of().formatHex(value)), ", 'hex')");
    }

    /** One of the platform's own numbers: a tenant, an object, a limit. */
    public static Sql number(int value) {
        return new Sql("?", List.of(new Value(value)), null);
    }

    /** One of the platform's own long numbers, such as an event's. */
    public static Sql number(long value) {
        return new Sql("?", List.of(new Value(value)), null);
    }

    /**
     * A statement of the platform's own that is sent all the time, written as a whole.
     *
     * @param text has a question mark for each value, with its type
     */
    public static Sql ofPlatform(String text, Object... values) {
        List<Value> bound = new ArrayList<>(values.length);
        for (Object value : values) {
            bound.add(new Value(value));
        }
        return new Sql(text, bound, null);
    }

    /** A statement that has one more value after its own, of which the text is written once. */
    public record Ending(String text, List<Value> values, @Nullable String role) {

        /** The statement with the value. */
        public Sql with(Object value) {
            if (values.isEmpty()) {
                return new Sql(text, List.of(new Value(value)), role);
            }
            List<Value> all = new ArrayList<>(values);
            all.add(new Value(value));
            return new Sql(text, all, role);
        }
    }

    /** This, with a value of a type after it that is given each time. */
    public Ending ending(ColumnType type) {
        return ending(type, "");
    }

    /** The same with text after the value. */
    public Ending ending(ColumnType type, String after) {
        return new Ending(text + "?::" + type.sql() + after, values, role);
    }

    /**
     * Pieces one after the other: {@link Sql} as it is, {@link String} as raw text.
     *
     * @throws IllegalArgumentException if they name tables of two tenants
     */
    public static Sql of(Object... pieces) {
        StringBuilder text = new StringBuilder();
        List<Value> values = new ArrayList<>();
        String role = null;
        for (Object piece : pieces) {
            if (piece instanceof Sql sql) {
                text.append(sql.text);
                values.addAll(sql.values);
                role = oneOf(role, sql.role);
            } else {
                text.append((String) piece);
            }
        }
        return new Sql(text.toString(), values, role);
    }

    private static @Nullable String oneOf(@Nullable String role, @Nullable String other) {
        if (role != null && other != null && !role.equals(other)) {
            throw new IllegalArgumentException("a statement names tables of two tenants");
        }
        return role == null ? other : role;
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
     * The text with the values written into it, for statements of definition, which take none.
     *
     * @param quoting quotes literals as the database reads them
     */
    public String written(Statement quoting) throws SQLException {
        StringBuilder written = new StringBuilder();
        boolean quoted = false;
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (c == '?' && !quoted) {
                written.append(literal(quoting, values.get(next++)));
            } else {
                written.append(c);
            }
        }
        if (next != values.size()) {
            throw new IllegalStateException("not every value has its place: " + text);
        }
        return written.toString();
    }

    private static String literal(Statement quoting, Value value) throws SQLException {
        return switch (value.value) {
            case null -> "null";
            case Collection<?> elements -> quoting.enquoteLiteral(ArrayLiteral.of(elements));
            case BigDecimal number -> "(" + number.toPlainString() + ")";
            case Integer number -> "(" + number + ")";
            case Long number -> "(" + number + ")";
            case Duration duration -> "(" + Numbers.seconds(duration).toPlainString() + ")";
            case String text -> quoting.enquoteLiteral(text);
            case Boolean flag -> quoting.enquoteLiteral(flag.toString());
            case UUID id -> quoting.enquoteLiteral(id.toString());
            case Instant instant -> quoting.enquoteLiteral(instant.toString());
            case LocalDate date -> quoting.enquoteLiteral(date.toString());
            case LocalTime time -> quoting.enquoteLiteral(time.toString());
            default -> throw new IllegalArgumentException("cannot write " + value.value.getClass());
        };
    }

    /**
     * Carries the statement out, within a transaction.
     *
     * @return how many rows it changed
     */
    public int execute(Connection connection) {
        int[] changed = new int[1];
        Flush.run(
                connection,
                List.of(this),
                (index, statement) -> changed[0] = statement.getUpdateCount());
        return changed[0];
    }

    /** Runs the query, within a transaction, and hands its rows to {@code rows}. */
    public void query(Connection connection, Queries.Rows rows) {
        Flush.run(connection, List.of(this), Queries.reading(List.of(rows)));
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs the query, within a transaction, and makes a value of each row, in order. */
    public <T> List<T> all(Connection connection, RowReader<T> reader) {
        List<T> all = new ArrayList<>();
        query(
                connection,
                row -> {
                    while (row.next()) {
                        all.add(reader.read(row));
                    }
                });
        return all;
    }

    /** The same of the first row; empty when there is none. */
    public <T> Optional<T> first(Connection connection, RowReader<T> reader) {
        List<T> first = new ArrayList<>(1);
        query(
                connection,
                row -> {
                    if (row.next()) {
                        first.add(reader.read(row));
                    }
                });
        return first.stream().findFirst();
    }

    /** The same for very many rows, which are fetched some at a time. */
    public void scan(Connection connection, int fetched, Queries.Rows rows) {
        if (role != null) {
            Flush.become(connection, role);
        }
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            statement.setFetchSize(fetched);
            bind(statement, 1);
            try (ResultSet result = statement.executeQuery()) {
                rows.read(result);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        if (role != null) {
            Flush.become(connection, null);
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
