package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Which second factors a user has, whichever they are, and the recovery codes that stand in for all
 * of them.
 */
final class FactorRows {

    private FactorRows() {}

    /** The condition that a user has one. */
    static Sql has(Sql tenant, Sql userId) {
        return Sql.of(
                "(exists (select from second_factor f where f.tenant_id = ",
                tenant,
                " and f.user_id = ",
                userId,
                " and f.confirmed_at is not null) or exists (select from passkey k where k.tenant_id = ",
                tenant,
                " and k.user_id = ",
                userId,
                "))");
    }

    static boolean has(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(
                        "select ",
                        has(Sql.number(tenant.value()), Sql.value(userId, ColumnType.UUID)))
                .first(connection, row -> row.getBoolean(1))
                .orElse(false);
    }

    /** Has others wait who add or remove one of the same user. */
    static void hold(Connection connection, TenantId tenant, UUID userId) {
        Sql.of(
                        "select 1 from user_account where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " for no key update")
                .first(connection, row -> true);
    }

    /** Recovery codes for who had no second factor before; none for others, who have theirs. */
    static List<String> codesOfTheFirst(
            Connection connection, TenantId tenant, UUID userId, boolean first)
            throws SQLException {
        return first ? RecoveryCodes.replace(connection, tenant, userId) : List.of();
    }

    /**
     * Looks at what is left when one was removed.
     *
     * @throws EngineException {@code state_conflict} when it was the last, and the tenant asks for
     *     one
     */
    static void afterRemoval(Connection connection, Caller caller) {
        TenantId tenant = caller.tenantId();
        if (has(connection, tenant, caller.userId())) {
            return;
        }
        if (SignInSettings.get(connection, tenant).secondFactor().isAskedOf(caller)) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "Your tenant asks for a second factor, and this is the last that you have: set up another one first");
        }
        RecoveryCodes.remove(connection, tenant, caller.userId());
    }
}
