package dev.armature.engine.idempotency;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the answers to requests that carry a key, for a day. A key is a user's own: what others
 * call their requests does not matter. Thread-safe.
 */
public final class IdempotencyKeys {

    /** How long an answer is kept. */
    public static final String KEPT_FOR = "24 hours";

    /** Whether a key belongs to a request already. */
    public boolean isKnown(Connection connection, Caller caller, String text) {
        boolean[] known = new boolean[1];
        Queries.within(connection)
                .query(
                        caller.tenantId(),
                        Sql.of(
                                "select from idempotency_key where ",
                                own(caller),
                                " and key = ",
                                Sql.value(text, ColumnType.TEXT),
                                " and at > now() - interval '" + KEPT_FOR + "'"),
                        row -> known[0] = row.next());
        return known[0];
    }

    /**
     * Takes a key for the rest of a transaction; another transaction with the same key waits.
     *
     * @return the answer that its request was given, or nothing when it is new
     * @throws EngineException {@code idempotency_key_reused} when it belongs to another request
     */
    public Optional<KeptAnswer> claim(Connection connection, Caller caller, IdempotencyKey key) {
        Queries queries = Queries.within(connection);
        // On its own, so that the next statement sees what whoever had the key has done.
        queries.query(
                caller.tenantId(),
                Sql.of(
                        "select pg_advisory_xact_lock(hashtextextended(",
                        Sql.value(
                                caller.tenantId() + " " + caller.userId() + " " + key.text(),
                                ColumnType.TEXT),
                        ", 7))"),
                row -> {});
        record Kept(String request, KeptAnswer answer) {}
        List<Kept> found = new ArrayList<>();
        queries.query(
                caller.tenantId(),
                Sql.of(
                        "select request, status, etag, location, body from idempotency_key where ",
                        own(caller),
                        " and key = ",
                        Sql.value(key.text(), ColumnType.TEXT),
                        " and at > now() - interval '" + KEPT_FOR + "'"),
                row -> {
                    if (row.next()) {
                        found.add(
                                new Kept(
                                        row.getString(1),
                                        new KeptAnswer(
                                                row.getInt(2),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getBytes(5))));
                    }
                });
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Kept kept = found.getFirst();
        if (!kept.request().equals(key.request())) {
            throw new EngineException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "Another request was sent with this Idempotency-Key; take a new one");
        }
        return Optional.of(kept.answer());
    }

    private static Sql own(Caller caller) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(caller.tenantId().value()),
                " and user_id = ",
                Sql.value(caller.userId(), ColumnType.UUID));
    }

    /** Keeps the answer to a request within its transaction, and forgets the user's old ones. */
    public void keep(Connection connection, Caller caller, IdempotencyKey key, KeptAnswer answer) {
        Sql forget =
                Sql.of(
                        "delete from idempotency_key where ",
                        own(caller),
                        " and at <= now() - interval '" + KEPT_FOR + "'");
        forget.execute(connection);
        String insert =
                "insert into idempotency_key (tenant_id, user_id, key, request, status, etag, location, body) values (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setInt(1, caller.tenantId().value());
            statement.setObject(2, caller.userId());
            statement.setString(3, key.text());
            statement.setString(4, key.request());
            statement.setInt(5, answer.status());
            statement.setString(6, answer.etag());
            statement.setString(7, answer.location());
            statement.setBytes(8, answer.body());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
