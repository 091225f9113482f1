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

    private static final String SET_ROLE = "set_config('role', ?::text, true)";
    private static final String STAY = "select set_config('role', ?::text, false)";

    static final Results NO_RESULTS = (index, statement) -> {};

    private final List<Sent> sent = new ArrayList<>();
    private @Nullable String role;
    private boolean hasJustBegun;

    /** A statement, and who takes its result. */
    private record Sent(Sql sql, int index, Results results) {}

    /**
     * @param role what the connection is by now; null for its own role
     */
    Flush(@Nullable String role) {
        this.role = role;
    }

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

    /** Runs statements within a transaction, whose results nobody asks for. */
    public static void run(Connection connection, List<Sql> statements) {
        run(connection, statements, NO_RESULTS);
    }

    /** Runs statements within a transaction. */
    public static void run(Connection connection, List<Sql> statements, Results results) {
        Deferral deferral = Deferral.of(connection);
        if (deferral != null) {
            deferral.send(statements, results);
            return;
        }
        Flush flush = new Flush(null);
        flush.add(statements, results);
        flush.become(null);
        flush.send(connection);
    }

    /** The same as {@link #later(Connection, List, Results)}, with results nobody asks for. */
    public static void later(Connection connection, List<Sql> statements) {
        later(connection, statements, NO_RESULTS);
    }

    /**
     * Runs statements within a transaction whenever the next ones are sent, or with the commit.
     * Where that cannot be put off they are run at once.
     *
     * @param results is called then; must not refuse what was done, as it may be committed
     */
    public static void later(Connection connection, List<Sql> statements, Results results) {
        Deferral deferral = Deferral.of(connection);
        if (deferral == null) {
            run(connection, statements, results);
        } else {
            deferral.later(statements, results);
        }
    }

    /**
     * Has something done before anything more is sent: at once where nothing can be put off.
     *
     * @param first may end the transaction by throwing
     */
    public static void beforeSending(Connection connection, Runnable first) {
        Deferral deferral = Deferral.of(connection);
        if (deferral == null) {
            first.run();
        } else {
            deferral.beforeSending(first);
        }
    }

    /** Sends what was put off, so that its failure is known. */
    public static void sendDeferred(Connection connection) {
        Deferral deferral = Deferral.of(connection);
        if (deferral != null) {
            deferral.send();
        }
    }

    /**
     * Runs statements as a transaction of their own.
     *
     * @param begin a select that sets what the others need; null where their role is all they need
     */
    static void runAlone(
            Connection connection, @Nullable Sql begin, List<Sql> statements, Results results) {
        Flush flush = new Flush(null);
        if (begin != null) {
            flush.begin(begin);
        }
        flush.add(statements, results);
        flush.send(connection);
    }

    /**
     * Runs a statement as a transaction of its own, as a role that the connection stays afterwards.
     *
     * @param became whether it is that role already
     */
    static void runAs(
            Connection connection, String role, boolean became, Sql statement, Results results) {
        Flush flush = new Flush(role);
        if (!became) {
            flush.begin(Sql.ofPlatform(STAY, role));
        }
        flush.add(List.of(statement), results);
        flush.send(connection);
    }

    /** Begins with a select, which also becomes the role of what comes next. */
    void begin(Sql select) {
        sent.add(new Sent(select, 0, NO_RESULTS));
        hasJustBegun = true;
    }

    /** Becomes a role until the transaction ends; null for the connection's own. */
    static void become(Connection connection, @Nullable String role) {
        run(connection, List.of(becoming(role)));
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    /** What the connection is after these; null for its own role. */
    @Nullable String role() {
        return role;
    }

    void add(List<Sql> statements, Results results) {
        for (int i = 0; i < statements.size(); i++) {
            if (!statements.get(i).isForAnyRole()) {
                become(statements.get(i).role());
            }
            sent.add(new Sent(statements.get(i), i, results));
            hasJustBegun = false;
        }
    }

    /** Lets what follows run as a role; null for the connection's own. */
    void become(@Nullable String other) {
        if (Objects.equals(role, other)) {
            return;
        }
        if (hasJustBegun) {
            begin(Sql.of(sent.removeLast().sql, ", ", setRole(other)));
        } else {
            sent.add(new Sent(becoming(other), 0, NO_RESULTS));
        }
        role = other;
    }

    static Sql setRole(@Nullable String role) {
        return Sql.ofPlatform(SET_ROLE, nameOf(role));
    }

    private static Sql becoming(@Nullable String role) {
        return Sql.ofPlatform("select " + SET_ROLE, nameOf(role));
    }

    private static String nameOf(@Nullable String role) {
        return role == null ? OWN_ROLE : role;
    }

    private String text() {
        if (sent.size() == 1) {
            return sent.getFirst().sql.text();
        }
        List<String> texts = new ArrayList<>(sent.size());
        sent.forEach(one -> texts.add(one.sql.text()));
        return Texts.together(texts);
    }

    void send(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(text())) {
            int next = 1;
            for (Sent one : sent) {
                next = one.sql.bind(statement, next);
            }
            statement.execute();
            for (Sent one : sent) {
                one.results.take(one.index, statement);
                statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
