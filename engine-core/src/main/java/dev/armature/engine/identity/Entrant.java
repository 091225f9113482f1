package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who came in, and by what.
 *
 * @param session the session whose access token it was, or null for an API key or an app of others
 * @param key the API key or the app that it was, or null for a session
 * @param scopes what may be done with the API key or by the app, or null for a session, which does
 *     all that its user may
 * @param lacksSecondFactor whether their tenant asks for a second factor that they do not have
 * @param actor the administrator who only sees as the caller; null for the caller themselves
 */
public record Entrant(
        Caller caller,
        @Nullable UUID session,
        @Nullable UUID key,
        @Nullable Scopes scopes,
        boolean lacksSecondFactor,
        @Nullable Caller actor) {

    /** Somebody who comes as themselves. */
    public Entrant(
            Caller caller,
            @Nullable UUID session,
            @Nullable UUID key,
            @Nullable Scopes scopes,
            boolean lacksSecondFactor) {
        this(caller, session, key, scopes, lacksSecondFactor, null);
    }

    /**
     * The session, for what only a person does.
     *
     * @throws EngineException {@code scope_missing} for an API key or an app of others
     */
    public UUID requireSession() {
        if (session == null) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING,
                    "A person who is signed in does this, and no API key or app");
        }
        return session;
    }
}
