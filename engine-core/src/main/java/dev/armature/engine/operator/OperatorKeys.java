package dev.armature.engine.operator;

import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which operators act. They are made and revoked by a command on the machine, as the
 * owner of the database, and never over the network. Thread-safe.
 */
public final class OperatorKeys {

    /** What keys begin with, so that tools that look for secrets find them. */
    public static final String PREFIX = "aop_";

    private static final UUID NO_TENANT = new UUID(0, 0);

    private final OperatorDatabase database;

    public OperatorKeys(OperatorDatabase database) {
        this.database = database;
    }

    /** What is told of a key. */
    public record Key(
            UUID id, String name, OffsetDateTime createdAt, @Nullable OffsetDateTime revokedAt) {}

    /** Whose key it is, if it holds. */
    public Optional<Operator> find(String text) {
        SecretToken token =
                text.startsWith(PREFIX) ? SecretToken.parse(text.substring(PREFIX.length())) : null;
        if (token == null) {
            return Optional.empty();
        }
        Sql sql =
                Sql.of(
                        "select key_hash, name from operator where revoked_at is null and id = ",
                        Sql.value(token.id(), ColumnType.UUID));
        return database.run(connection ->
                token.find(connection, sql, row -> new Operator(token.id(), row.getString(2))));
    }

    /**
     * Makes an operator.
     *
     * @param owner the database as its owner
     * @return the key, which is told this once
     */
    public static String create(DatabaseAddress owner, String name) {
        SecretToken token = SecretToken.fresh(NO_TENANT, UUID.randomUUID(), new SecureRandom());
        asOwner(
                owner,
                connection ->
                        Sql.of(
                                        "insert into armature.operator (id, name, key_hash) values (",
                                        Sql.join(
                                                ", ",
                                                List.of(
                                                        Sql.value(token.id(), ColumnType.UUID),
                                                        Sql.value(name, ColumnType.TEXT),
                                                        Sql.bytes(token.hash()))),
                                        ")")
                                .execute(connection));
        return PREFIX + token.text();
    }

    /** All that were ever made, the oldest first. */
    public static List<Key> list(DatabaseAddress owner) {
        return asOwner(
                owner,
                connection ->
                        Sql.of(
                                        "select id, name, created_at, revoked_at from armature.operator order by created_at, id")
                                .all(
                                        connection,
                                        row ->
                                                new Key(
                                                        row.getObject(1, UUID.class),
                                                        row.getString(2),
                                                        row.getObject(3, OffsetDateTime.class),
                                                        row.getObject(4, OffsetDateTime.class))));
    }

    /** Ends a key; false when there is none that holds. */
    public static boolean revoke(DatabaseAddress owner, UUID id) {
        return asOwner(
                owner,
                connection ->
                        Sql.of(
                                                "update armature.operator set revoked_at = now() where revoked_at is null and id = ",
                                                Sql.value(id, ColumnType.UUID))
                                        .execute(connection)
                                == 1);
    }

    private static <T> T asOwner(DatabaseAddress owner, Function<Connection, T> work) {
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
