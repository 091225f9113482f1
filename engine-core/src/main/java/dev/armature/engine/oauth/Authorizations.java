package dev.armature.engine.oauth;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Sessions;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.problem.EngineException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets people decide what apps may do for them. The browser's page asks with the person's access
 * token, which no other site has, so nobody else decides in their name. Thread-safe.
 */
public final class Authorizations {

    /** How long the app has time to come with its code. */
    static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

    private final TenantDatabase database;
    private final AuthorizationRequests requests;
    private final Consents consents;
    private final Sessions sessions;
    private final IdTokens idTokens;
    private final Begun begun;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Authorizations(
            TenantDatabase database,
            AuthorizationRequests requests,
            Consents consents,
            Sessions sessions,
            IdTokens idTokens,
            Begun begun,
            Supplier<UUID> ids,
            Clock clock) {
        this.database = database;
        this.requests = requests;
        this.consents = consents;
        this.sessions = sessions;
        this.idTokens = idTokens;
        this.begun = begun;
        this.ids = ids;
        this.clock = clock;
    }

    /** What the person said. */
    public enum Decision {
        NOTHING,
        ALLOW,
        DENY
    }

    /** What the browser does next. */
    public sealed interface Outcome {

        /** It goes to the app. */
        record Leave(String to) implements Outcome {}

        /** It asks the person. */
        record Ask(AuthorizationRequest request) implements Outcome {}

        /**
         * It lets the person sign in first.
         *
         * @param elsewhere whether they are signed in at another tenant than the app's
         */
        record SignIn(boolean elsewhere) implements Outcome {}
    }

    /**
     * Goes on with a request.
     *
     * @param session the person's session
     * @param mark tells when the request came, see {@link Begun}
     * @throws EngineException when it cannot be told whom to answer
     */
    public Outcome decide(
            Caller caller, UUID session, String query, @Nullable String mark, Decision decision) {
        return switch (requests.read(query)) {
            case ReadRequest.Refused refused -> new Outcome.Leave(refused.to());
            case AuthorizationRequest request -> {
                Instant signedInAt = sessions.beganAt(caller.tenantId(), session);
                yield signIn(caller, request, signedInAt, begun.read(mark, query))
                        .orElseGet(() -> decide(caller, session, request, signedInAt, decision));
            }
        };
    }

    private Optional<Outcome> signIn(
            Caller caller, AuthorizationRequest request, Instant signedInAt, Optional<Instant> at) {
        boolean elsewhere = !request.target().tenant().id().equals(caller.tenantId());
        boolean another =
                request.idTokenHint() != null
                        && !idTokens.isAbout(request.idTokenHint(), caller.userId());
        if (!elsewhere && !another && isFresh(request, signedInAt, at)) {
            return Optional.empty();
        }
        return Optional.of(
                request.isSilent()
                        ? new Outcome.Leave(
                                request.target()
                                        .refusal(
                                                OAuthError.LOGIN_REQUIRED,
                                                "the person has to sign in"))
                        : new Outcome.SignIn(elsewhere));
    }

    // Who signed in after the request came has done what it asks for, however short an age it
    // names.
    private boolean isFresh(
            AuthorizationRequest request, Instant signedInAt, Optional<Instant> begunAt) {
        if (begunAt.isPresent() && !signedInAt.isBefore(begunAt.get())) {
            return true;
        }
        Duration maxAge = request.maxAge();
        return !request.wantsFreshSignIn()
                && (maxAge == null || signedInAt.plus(maxAge).isAfter(clock.instant()));
    }

    private Outcome decide(
            Caller caller,
            UUID session,
            AuthorizationRequest request,
            Instant signedInAt,
            Decision decision) {
        AuthorizationRequest.Target target = request.target();
        if (decision == Decision.DENY) {
            return new Outcome.Leave(
                    target.refusal(OAuthError.ACCESS_DENIED, "the person does not allow it"));
        }
        if (decision == Decision.ALLOW && !request.isSilent()) {
            consents.give(caller, target.app(), request.scopes());
        } else if (!isAllowedAlready(caller, request)) {
            return request.isSilent()
                    ? new Outcome.Leave(
                            target.refusal(
                                    OAuthError.CONSENT_REQUIRED, "the person has to allow it"))
                    : new Outcome.Ask(request);
        }
        return new Outcome.Leave(target.answer("code", code(caller, session, request, signedInAt)));
    }

    private boolean isAllowedAlready(Caller caller, AuthorizationRequest request) {
        AuthorizationRequest.Target target = request.target();
        return !request.prompts().contains(AuthorizationRequest.CONSENT)
                && !RedirectUris.isOfDevice(target.redirectUri())
                && consents.find(caller, target.app().id())
                        .filter(allowed -> allowed.cover(request.scopes()))
                        .isPresent();
    }

    private String code(
            Caller caller, UUID session, AuthorizationRequest request, Instant signedInAt) {
        SecretToken code = SecretToken.fresh(caller.tenant().uid(), ids.get(), random);
        boolean goesOn = request.scopes().has(AppScopes.OFFLINE);
        Grants.Fresh grant =
                new Grants.Fresh(
                        code.id(),
                        request.target().app().id(),
                        caller.userId(),
                        request.scopes(),
                        goesOn ? null : session,
                        signedInAt,
                        new Grants.Code(
                                code.hash(),
                                clock.instant().plus(CODE_LIFETIME),
                                request.target().redirectUri(),
                                request.challenge(),
                                request.nonce()));
        database.transaction(
                caller.tenantId(),
                connection -> {
                    Grants.begin(connection, caller.tenantId(), grant);
                    return true;
                });
        return code.text();
    }

    /** Where a browser goes in which nobody is signed in, and nobody may be asked to. */
    public static String withoutAnybody(AuthorizationRequest request) {
        return request.target().refusal(OAuthError.LOGIN_REQUIRED, "the person has to sign in");
    }
}
