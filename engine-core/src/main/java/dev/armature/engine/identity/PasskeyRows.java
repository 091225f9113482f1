package dev.armature.engine.identity;

import dev.armature.engine.passkey.Challenge;
import dev.armature.engine.passkey.Credential;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The passkeys of users as the database has them. */
final class PasskeyRows {

    private static final String COLUMNS =
            "select id, own, credential_id, credential, sign_count, backup_eligible, transports from passkey where ";

    private PasskeyRows() {}

    /**
     * A passkey to check answers with.
     *
     * @param own whether nobody but its person can have added it
     */
    record Known(UUID id, boolean own, Credential credential) {

        private static Known read(ResultSet row) throws SQLException {
            return new Known(
                    row.getObject(1, UUID.class),
                    row.getBoolean(2),
                    new Credential(
                            row.getBytes(3),
                            row.getBytes(4),
                            row.getLong(5),
                            row.getBoolean(6),
                            List.of((String[]) row.getArray(7).getArray())));
        }
    }

    private static Sql of(TenantId tenant, UUID userId) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and user_id = ",
                Sql.value(userId, ColumnType.UUID));
    }

    private static Sql is(TenantId tenant, UUID userId, UUID id) {
        return Sql.of(of(tenant, userId), " and id = ", Sql.value(id, ColumnType.UUID));
    }

    static List<Credential> credentials(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(COLUMNS, of(tenant, userId), " order by created_at, id")
                .all(connection, Known::read)
                .stream()
                .map(Known::credential)
                .toList();
    }

    /** One by the device's name for it, held until the transaction ends. */
    static Optional<Known> find(
            Connection connection, TenantId tenant, UUID userId, byte[] credentialId) {
        return Sql.of(
                        COLUMNS,
                        of(tenant, userId),
                        " and credential_id = ",
                        Sql.bytes(credentialId),
                        " for update")
                .first(connection, Known::read);
    }

    /** A passkey as its person sees it. */
    record Listed(UUID id, String name, Instant createdAt, @Nullable Instant lastUsedAt) {

        private static Listed read(ResultSet row) throws SQLException {
            OffsetDateTime used = row.getObject(4, OffsetDateTime.class);
            return new Listed(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    used == null ? null : used.toInstant());
        }
    }

    static List<Listed> list(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(
                        "select id, name, created_at, used_at from passkey where ",
                        of(tenant, userId),
                        " order by created_at, id")
                .all(connection, Listed::read);
    }

    static void insert(
            Connection connection,
            TenantId tenant,
            UUID userId,
            Known passkey,
            String name,
            Instant at) {
        Credential credential = passkey.credential;
        Sql.of(
                        "insert into passkey (tenant_id, id, user_id, own, name, created_at, credential_id, credential, sign_count, backup_eligible, transports) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(passkey.id, ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(passkey.own, ColumnType.BOOLEAN),
                                        Sql.value(name, ColumnType.TEXT),
                                        Sql.value(at, ColumnType.TIMESTAMPTZ),
                                        Sql.bytes(credential.id()),
                                        Sql.bytes(credential.data()),
                                        Sql.number(credential.signCount()),
                                        Sql.value(credential.backupEligible(), ColumnType.BOOLEAN),
                                        Sql.array(credential.transports(), ColumnType.TEXT))),
                        ")")
                .execute(connection);
    }

    static boolean rename(
            Connection connection, TenantId tenant, UUID userId, UUID id, String name) {
        return Sql.of(
                                "update passkey set name = ",
                                Sql.value(name, ColumnType.TEXT),
                                " where ",
                                is(tenant, userId, id))
                        .execute(connection)
                == 1;
    }

    static void used(
            Connection connection, TenantId tenant, Known passkey, long signCount, Instant at) {
        Sql.of(
                        "update passkey set sign_count = ",
                        Sql.number(signCount),
                        ", used_at = ",
                        Sql.value(at, ColumnType.TIMESTAMPTZ),
                        " where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(passkey.id, ColumnType.UUID))
                .execute(connection);
    }

    static boolean remove(Connection connection, TenantId tenant, UUID userId, UUID id) {
        return Sql.of("delete from passkey where ", is(tenant, userId, id)).execute(connection)
                == 1;
    }

    static void removeAll(Connection connection, TenantId tenant, UUID userId) {
        Sql.of("delete from passkey where ", of(tenant, userId)).execute(connection);
    }

    /** Those that somebody may have added who had the account for a while. */
    static void removeSince(Connection connection, TenantId tenant, UUID userId, Instant since) {
        Sql.of(
                        "delete from passkey where ",
                        of(tenant, userId),
                        " and created_at > ",
                        Sql.value(since, ColumnType.TIMESTAMPTZ))
                .execute(connection);
    }

    /** Uses a challenge up; of two who come with it at once, the row lets one through. */
    static boolean take(Connection connection, TenantId tenant, Challenge challenge) {
        return Sql.of(
                                "insert into passkey_challenge (tenant_id, id, expires_at) values (",
                                Sql.number(tenant.value()),
                                ", ",
                                Sql.value(challenge.id(), ColumnType.UUID),
                                ", ",
                                Sql.value(challenge.expiresAt(), ColumnType.TIMESTAMPTZ),
                                ") on conflict do nothing")
                        .execute(connection)
                == 1;
    }
}
