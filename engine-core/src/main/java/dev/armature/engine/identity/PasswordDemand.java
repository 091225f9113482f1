package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of whether people come in by password. A tenant that does not want that has
 * a provider, and an administrator who gets in when the provider does not answer.
 *
 * @param passwords null where nothing is said of it
 * @param named whether anything is said of the administrator
 */
record PasswordDemand(@Nullable Boolean passwords, boolean named, @Nullable UUID recovery) {

    static PasswordDemand read(ObjectNode patch, Attributes attributes) {
        Boolean passwords = attributes.has("passwords") ? attributes.flag("passwords", true) : null;
        String written = attributes.optionalText("recoveryAdministrator", 40);
        UUID recovery = written == null ? null : Literals.id(written);
        if (written != null && recovery == null) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("recoveryAdministrator"),
                            "invalid_id",
                            "A user's id is expected");
        }
        return new PasswordDemand(passwords, patch.has("recoveryAdministrator"), recovery);
    }

    void write(Connection connection, TenantId tenant, @Nullable UUID session) {
        if (passwords == null && !named) {
            return;
        }
        Sql here = Sql.of(" where tenant_id = ", Sql.number(tenant.value()));
        Sql.of(
                        "update tenant set passwords = coalesce(",
                        Sql.value(passwords, ColumnType.BOOLEAN),
                        ", passwords), recovery_user = ",
                        named ? Sql.value(recovery, ColumnType.UUID) : Sql.raw("recovery_user"),
                        here)
                .execute(connection);
        SignInSettings.Settings now = SignInSettings.get(connection, tenant);
        if (!now.passwords()) {
            requireProvider(connection, here);
            requireAdministrator(connection, here, now.recovery());
            end(connection, here, now.recovery(), session);
        }
    }

    private static void requireProvider(Connection connection, Sql here) {
        if (Sql.of("select 1 from identity_provider", here, " and active limit 1")
                .first(connection, row -> true)
                .isEmpty()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "Without a provider nobody would come in; add one first");
        }
    }

    private static void requireAdministrator(
            Connection connection, Sql here, @Nullable UUID recovery) {
        boolean good =
                recovery != null
                        && Sql.of(
                                        "select 1 from user_account",
                                        here,
                                        " and active and 'administrator' = any(roles) and id = ",
                                        Sql.value(recovery, ColumnType.UUID))
                                .first(connection, row -> true)
                                .isPresent();
        if (!good) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/recoveryAdministrator",
                            "required",
                            "An active administrator has to come in by password when no provider answers"));
        }
    }

    // What was begun by password ends, as it could not be begun any more.
    private static void end(
            Connection connection, Sql here, @Nullable UUID recovery, @Nullable UUID session) {
        Sql.of(
                        "update sign_in set ended_at = now()",
                        here,
                        " and provider_id is null and ended_at is null and user_id is distinct from ",
                        Sql.value(recovery, ColumnType.UUID),
                        " and id is distinct from ",
                        Sql.value(session, ColumnType.UUID))
                .execute(connection);
    }
}
