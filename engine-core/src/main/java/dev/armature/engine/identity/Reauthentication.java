package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.List;

/**
 * Asks who is signed in for their password again, before something by which an open browser could
 * be turned into an account of somebody else. Thread-safe.
 */
public final class Reauthentication {

    private final TenantDatabase database;
    private final Passwords passwords;
    private final AttemptLimits limits;

    public Reauthentication(TenantDatabase database, Passwords passwords, AttemptLimits limits) {
        this.database = database;
        this.passwords = passwords;
        this.limits = limits;
    }

    /**
     * Refuses who does not know the caller's password.
     *
     * @throws EngineException {@code validation_failed} at {@code /password}
     */
    public void require(Caller caller, String password) {
        List<AttemptLimits.Key> counted =
                List.of(
                        AttemptLimits.Limit.PROOF.of(
                                caller.tenantId().toString(), caller.userId().toString()));
        limits.take(counted);
        if (!passwords.matches(password, hash(caller))) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("/password", "wrong_password", "This is not your password"));
        }
        limits.giveBack(counted);
    }

    private String hash(Caller caller) {
        Sql sql =
                Sql.of(
                        "select password_hash from user_account where tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and id = ",
                        Sql.value(caller.userId(), ColumnType.UUID));
        return database.transaction(
                caller.tenantId(),
                connection -> sql.first(connection, row -> row.getString(1)).orElseThrow());
    }
}
