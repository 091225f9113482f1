package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends several statements to the server at once and takes their results in order. Each is run as
 * the role it needs, and nothing else is: the application becomes a tenant's role for the
 * statements that name that tenant's own tables, and is itself again after them.
 */
public final class Flush {

    /** What {@code set role} calls the role that the connection was opened as. */
    private static final String OWN_ROLE = "none";

    private static final int NO_RESULT = -1;

    private final List<Sql> sent = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private @Nullable String role;

    private Flush() {}

    /** Takes the result of one statement. */
    @FunctionalInterface
    public interface Results {

        /**
         * Takes one result.
         *
         * @param index the statement's place in the list
         * @param statement has the result as its current one
         */
        void take(int index, PreparedStatement statement) throws SQLException;
    }

    /** Runs statements within a transaction. */
    public static void run(Connection connection, List<Sql> statements, Results results) {
        Flush flush = new Flush();
        flush.add(statements);
        flush.become(null);
        flush.send(connection, results);
    }

    /**
     * Runs statements as a transaction of their own.
     *
     * @param first sets what the others need
     * @param role the role that {@code first} becomes, or null
     */
    static void runAlone(
            Connection connection,
            Sql first,
            @Nullable String role,
            List<Sql> statements,
            Results results) {
        Flush flush = new Flush();
        flush.sent.add(first);
        flush.indexes.add(NO_RESULT);
        flush.role = role;
        flush.add(statements);
        flush.send(connection, results);
    }

    /** Becomes a role until the transaction ends; null for the connection's own. */
    static void become(Connection connection, @Nullable String role) {
        Flush flush = new Flush();
        flush.sent.add(Sql.of("select ", setRole(role)));
        flush.indexes.add(NO_RESULT);
        flush.send(connection, (index, statement) -> {});
    }

    private void add(List<Sql> statements) {
        for (int i = 0; i < statements.size(); i++) {
            become(statements.get(i).role());
            sent.add(statements.get(i));
            indexes.add(i);
        }
    }

    private void become(@Nullable String other) {
        if (!Objects.equals(role, other)) {
            sent.add(Sql.of("select ", setRole(other)));
            indexes.add(NO_RESULT);
            role = other;
        }
    }

    static Sql setRole(@Nullable String role) {
        return Sql.of("set_config('role', ", Sql.text(role == null ? OWN_ROLE : role), ", true)");
    }

    private void send(Connection connection, Results results) {
        StringBuilder text = new StringBuilder();
        for (Sql one : sent) {
            text.append(text.isEmpty() ? "" : ";\n").append(one.text());
        }
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            int next = 1;
            for (Sql one : sent) {
                next = one.bind(statement, next);
            }
            statement.execute();
            for (int index : indexes) {
                if (index != NO_RESULT) {
                    results.take(index, statement);
                }
                statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
