package dev.armature.engine.oauth;

import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.site.PublicUrl;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks what apps ask for. Nothing is sent to an address before it is known to be one of
 * the app's. Thread-safe.
 */
public final class AuthorizationRequests {

    /** The longest request, so that it fits into an address on its way. */
    public static final int MAX_LENGTH = 3_500;

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Apps apps;
    private final PublicUrl url;

    public AuthorizationRequests(Apps apps, PublicUrl url) {
        this.apps = apps;
        this.url = url;
    }

    /**
     * Reads a query.
     *
     * @throws EngineException when it cannot be told whom to answer; the person is told instead
     */
    public ReadRequest read(String query) {
        if (query.length() > MAX_LENGTH) {
            throw strange("The request has more than %d characters".formatted(MAX_LENGTH));
        }
        Parameters parameters = Parameters.parse(query);
        AuthorizationRequest.Target target = target(parameters);
        try {
            return checked(parameters, target);
        } catch (OAuthRefusal refusal) {
            return new ReadRequest.Refused(target.refusal(refusal.error(), refusal.description()));
        }
    }

    private AuthorizationRequest.Target target(Parameters parameters) {
        if (parameters.repeated().contains("client_id")
                || parameters.repeated().contains("redirect_uri")) {
            throw strange("The app or its address is named more than once");
        }
        String clientId = parameters.get("client_id");
        Apps.Registered registered = clientId == null ? null : apps.find(clientId).orElse(null);
        if (registered == null) {
            throw strange("The parameter client_id names no app that is registered here");
        }
        App app = registered.known().app();
        String redirectUri = parameters.get("redirect_uri");
        if (redirectUri == null || !app.takes(redirectUri)) {
            throw strange(
                    "The parameter redirect_uri is none of the addresses that the app was registered with");
        }
        String state = parameters.repeated().contains("state") ? null : parameters.get("state");
        return new AuthorizationRequest.Target(
                registered.tenant(), app, redirectUri, state, url.text());
    }

    private static EngineException strange(String detail) {
        return new EngineException(ErrorCode.MALFORMED_REQUEST, detail);
    }

    private static AuthorizationRequest checked(
            Parameters parameters, AuthorizationRequest.Target target) {
        parameters.requireOnce();
        refuseUnsupported(parameters);
        if (!parameters.required("response_type").equals("code")) {
            throw new OAuthRefusal(
                    OAuthError.UNSUPPORTED_RESPONSE_TYPE, "response_type has to be code");
        }
        String challenge = parameters.required("code_challenge");
        if (!"S256".equals(parameters.get("code_challenge_method"))
                || !CHALLENGE.matcher(challenge).matches()) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_REQUEST,
                    "code_challenge has to be by S256, in 43 characters, and code_challenge_method has to say so");
        }
        return new AuthorizationRequest(
                target,
                scopes(parameters, target.app()),
                challenge,
                parameters.get("nonce"),
                prompts(parameters),
                maxAge(parameters),
                parameters.get("login_hint"),
                parameters.get("id_token_hint"));
    }

    private static void refuseUnsupported(Parameters parameters) {
        if (parameters.get("request") != null) {
            throw new OAuthRefusal(
                    OAuthError.REQUEST_NOT_SUPPORTED, "request objects are not taken");
        }
        if (parameters.get("request_uri") != null) {
            throw new OAuthRefusal(
                    OAuthError.REQUEST_URI_NOT_SUPPORTED, "request objects are not taken");
        }
        String mode = parameters.get("response_mode");
        if (mode != null && !mode.equals("query")) {
            throw new OAuthRefusal(OAuthError.INVALID_REQUEST, "response_mode has to be query");
        }
    }

    private static AppScopes scopes(Parameters parameters, App app) {
        AppScopes scopes = AppScopes.parse(parameters.required("scope"));
        if (scopes.isEmpty() || !app.scopes().cover(scopes)) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_SCOPE,
                    "scope names none, or one that the app is not registered for");
        }
        return scopes;
    }

    private static Set<String> prompts(Parameters parameters) {
        String written = parameters.get("prompt");
        if (written == null) {
            return Set.of();
        }
        Set<String> prompts = Set.copyOf(Arrays.asList(written.split(" ", -1)));
        boolean alone = !prompts.contains(AuthorizationRequest.NONE) || prompts.size() == 1;
        if (!AuthorizationRequest.PROMPTS.containsAll(prompts) || !alone) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_REQUEST,
                    "prompt is none, or some of login, consent and select_account");
        }
        return prompts;
    }

    private static @Nullable Duration maxAge(Parameters parameters) {
        String written = parameters.get("max_age");
        if (written == null) {
            return null;
        }
        if (!SECONDS.matcher(written).matches()) {
            throw new OAuthRefusal(OAuthError.INVALID_REQUEST, "max_age is a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(written));
    }
}
