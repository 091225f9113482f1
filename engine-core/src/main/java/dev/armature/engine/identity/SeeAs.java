package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.UUID;

/**
 * Lets administrators see what a user sees: a token of the user's that only reads, and ends with
 * the administrator's own sign-in. Thread-safe.
 */
public final class SeeAs {

    private final TenantDatabase database;
    private final Callers callers;
    private final AccessTokens tokens;

    public SeeAs(TenantDatabase database, Callers callers, AccessTokens tokens) {
        this.database = database;
        this.callers = callers;
        this.tokens = tokens;
    }

    /**
     * A token to see as a user, good for {@link AccessTokens#LIFETIME}.
     *
     * @param session the administrator's
     */
    public String token(Caller administrator, UUID session, UUID user) {
        Caller seen =
                callers.find(administrator.tenant(), user)
                        .filter(caller -> !caller.isAdministrator())
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.STATE_CONFLICT,
                                        "One sees as users who may sign in and are no administrators"));
        AuditEvent.by(administrator.userId(), AuditKind.USER_IMPERSONATED, user)
                .with("session", session.toString())
                .write(database, administrator.tenantId());
        return tokens.issue(
                administrator.tenant().uid(), seen.userId(), session, administrator.userId());
    }
}
