package dev.armature.engine.http;

import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Origins;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where those come in who say by a message of a WebSocket who they are. Nothing is taken from
 * cookies, so a page of another site gets nowhere by the browser of somebody who is signed in, and
 * it has to be named by the tenant besides.
 */
@Singleton
final class SocketEntrance {

    /** How many connections may be open that have not said who they are of. */
    static final int MOST_UNKNOWN = 1_000;

    private final Entrances entrances;
    private final Origins origins;
    private final RequestLimits limits;
    private final AtomicInteger unknown = new AtomicInteger();

    SocketEntrance(Entrances entrances, Origins origins, RequestLimits limits) {
        this.entrances = entrances;
        this.origins = origins;
        this.limits = limits;
    }

    /** Somebody is there and has not said who; says whether there is room for them. */
    boolean arrives() {
        return unknown.incrementAndGet() <= MOST_UNKNOWN;
    }

    /** One of those has said who they are, or has gone. */
    void isNoStranger() {
        unknown.decrementAndGet();
    }

    /**
     * Lets somebody do one thing, and counts it.
     *
     * @throws EngineException when they may not
     */
    Entrant enter(HttpRequest<?> request, String token) {
        try {
            Entrant entrant = known(request, token);
            if (entrant == null) {
                await(limits.countStranger(request));
                throw new EngineException(
                        ErrorCode.UNAUTHENTICATED,
                        "The access token or API key is not valid, or not any more");
            }
            await(limits.count(request, entrant));
            requireAllowed(request, entrant);
            return entrant;
        } catch (CompletionException e) {
            throw e.getCause() instanceof EngineException refusal
                    ? refusal
                    : new EngineException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
        }
    }

    /** Whether a token still holds. */
    boolean holds(String token) {
        return entrances.find(token).isPresent();
    }

    private @Nullable Entrant known(HttpRequest<?> request, String token) {
        if (Entrances.isGuessable(token)) {
            await(limits.lookAtStranger(request));
        }
        return entrances.find(token).orElse(null);
    }

    private void requireAllowed(HttpRequest<?> request, Entrant entrant) {
        if (entrant.lacksSecondFactor()) {
            throw new EngineException(
                    ErrorCode.SECOND_FACTOR_SETUP_REQUIRED,
                    ErrorCode.SECOND_FACTOR_SETUP_REQUIRED.title());
        }
        String origin = CrossOriginFilter.site(request);
        if (origin != null && !origins.allowedBy(entrant.caller().tenantId(), origin)) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "The tenant does not name the site " + origin);
        }
    }

    private static void await(CompletionStage<Boolean> counted) {
        counted.toCompletableFuture().join();
    }
}
