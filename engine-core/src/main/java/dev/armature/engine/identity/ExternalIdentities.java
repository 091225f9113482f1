package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which accounts at providers belong to which users. Thread-safe. */
public final class ExternalIdentities {

    private final TenantDatabase database;
    private final Ids ids;

    public ExternalIdentities(TenantDatabase database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** Those of a user. */
    public List<ExternalIdentity> list(TenantId tenant, UUID userId) {
        Sql sql =
                Sql.of(
                        "select ",
                        ExternalIdentity.COLUMNS,
                        " from external_identity where ",
                        of(tenant, userId),
                        " order by created_at, id");
        return database.transaction(
                tenant, connection -> sql.all(connection, ExternalIdentity::read));
    }

    private static Sql of(TenantId tenant, UUID userId) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and user_id = ",
                Sql.value(userId, ColumnType.UUID));
    }

    /**
     * Takes one from a user, and ends the sessions that providers have begun for them.
     *
     * @throws EngineException {@code not_found} when they have no such identity
     */
    public void unlink(Caller by, UUID userId, UUID id) {
        TenantId tenant = by.tenantId();
        Sql delete =
                Sql.of(
                        "delete from external_identity where ",
                        of(tenant, userId),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID));
        boolean gone =
                database.transaction(
                        tenant,
                        connection -> {
                            if (delete.execute(connection) == 0) {
                                return false;
                            }
                            Sql.of(
                                            "update sign_in set ended_at = now() where ",
                                            of(tenant, userId),
                                            " and provider_id is not null and ended_at is null")
                                    .execute(connection);
                            AuditEvent.by(by.userId(), AuditKind.IDENTITY_UNLINKED, userId)
                                    .write(connection, tenant);
                            return true;
                        });
        if (!gone) {
            throw EngineException.notFound("The identity " + id);
        }
    }

    /** The user of an account, be they switched off. */
    static Optional<UUID> user(Connection connection, TenantId tenant, ExternalAccount account) {
        return Sql.of(
                        "update external_identity set used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and issuer = ",
                        Sql.value(account.issuer(), ColumnType.TEXT),
                        " and subject = ",
                        Sql.value(account.subject(), ColumnType.TEXT),
                        " returning user_id")
                .first(connection, row -> row.getObject(1, UUID.class));
    }

    /** Whether a user comes in by another account of the same provider. */
    static boolean has(Connection connection, TenantId tenant, UUID userId, String issuer) {
        return Sql.of(
                        "select 1 from external_identity where ",
                        of(tenant, userId),
                        " and issuer = ",
                        Sql.value(issuer, ColumnType.TEXT))
                .first(connection, row -> true)
                .isPresent();
    }

    void link(
            Connection connection,
            TenantId tenant,
            UUID userId,
            ExternalAccount account,
            ExternalRules rules) {
        Sql.of(
                        "insert into external_identity (tenant_id, id, user_id, issuer, subject) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(ids.next(), ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(account.issuer(), ColumnType.TEXT),
                                        Sql.value(account.subject(), ColumnType.TEXT))),
                        ")")
                .execute(connection);
        AuditEvent.by(userId, AuditKind.IDENTITY_LINKED, userId)
                .with("provider", rules.provider())
                .write(connection, tenant);
    }
}
