package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of whether people come in whom mail to their address has not reached. The
 * recovery administrator always does: they are there for the day on which others are not.
 *
 * @param verifiedOnly null where nothing is said of it
 */
record AddressDemand(@Nullable Boolean verifiedOnly) {

    static AddressDemand read(Attributes attributes) {
        return new AddressDemand(
                attributes.has("verifiedEmail") ? attributes.flag("verifiedEmail", false) : null);
    }

    void write(Connection connection, Caller caller) {
        if (verifiedOnly == null) {
            return;
        }
        TenantId tenant = caller.tenantId();
        Sql here = Sql.of(" where tenant_id = ", Sql.number(tenant.value()));
        Sql.of(
                        "update tenant set verified_only = ",
                        Sql.value(verifiedOnly, ColumnType.BOOLEAN),
                        here)
                .execute(connection);
        if (keepsOut(connection, tenant, caller.userId())) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "You would keep yourself out; confirm your own e-mail address first");
        }
        // What was begun ends, as it could not be begun any more.
        Sql.of(
                        "update sign_in set ended_at = now()",
                        here,
                        " and ended_at is null and exists (select from user_account u where u.tenant_id = sign_in.tenant_id and u.id = sign_in.user_id and ",
                        keptOut(Sql.raw("u"), tenant),
                        ")")
                .execute(connection);
    }

    /** Whether a user does not come in before they have shown that their address is theirs. */
    static boolean keepsOut(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(
                        "select 1 from user_account u where u.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and u.id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and ",
                        keptOut(Sql.raw("u"), tenant))
                .first(connection, row -> true)
                .isPresent();
    }

    private static Sql keptOut(Sql user, TenantId tenant) {
        return Sql.of(
                "not ",
                user,
                ".email_verified and exists (select from tenant t where t.tenant_id = ",
                Sql.number(tenant.value()),
                " and t.verified_only and (t.passwords or t.recovery_user is distinct from ",
                user,
                ".id))");
    }
}
