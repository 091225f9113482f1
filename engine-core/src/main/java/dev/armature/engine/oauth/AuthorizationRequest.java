package dev.armature.engine.oauth;

import dev.armature.engine.identity.AppScopes;
import dev.armature.metadata.tenant.Tenant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an app asks for by way of a person's browser, once it is checked.
 *
 * @param prompts what it wants the person to be asked
 * @param maxAge how long ago the person may have signed in
 * @param idTokenHint an id token of whom it takes the person to be
 */
public record AuthorizationRequest(
        Target target,
        AppScopes scopes,
        String challenge,
        @Nullable String nonce,
        Set<String> prompts,
        @Nullable Duration maxAge,
        @Nullable String loginHint,
        @Nullable String idTokenHint)
        implements ReadRequest {

    static final String NONE = "none";
    static final String LOGIN = "login";
    static final String CONSENT = "consent";
    static final String SELECT_ACCOUNT = "select_account";
    static final Set<String> PROMPTS = Set.of(NONE, LOGIN, CONSENT, SELECT_ACCOUNT);

    public AuthorizationRequest {
        prompts = Set.copyOf(prompts);
    }

    /**
     * Where an answer goes; that is known before the rest is looked at.
     *
     * @param issuer who answers (RFC 9207), so that an app of several issuers is not led astray
     */
    public record Target(
            Tenant tenant, App app, String redirectUri, @Nullable String state, String issuer) {

        String answer(String name, String value) {
            return answer(Map.of(name, value));
        }

        String refusal(OAuthError error, String description) {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("error", error.word());
            answer.put("error_description", description);
            return answer(answer);
        }

        private String answer(Map<String, String> answer) {
            Map<String, String> all = new LinkedHashMap<>(answer);
            if (state != null) {
                all.put("state", state);
            }
            all.put("iss", issuer);
            return redirectUri
                    + (redirectUri.indexOf('?') < 0 ? "?" : "&")
                    + all.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                            .collect(Collectors.joining("&"));
        }

        private static String encode(String text) {
            // A blank is written so that it is read alike as a query and as a form.
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** Whether nobody may be asked anything. */
    public boolean isSilent() {
        return prompts.contains(NONE);
    }

    boolean wantsFreshSignIn() {
        return prompts.contains(LOGIN) || prompts.contains(SELECT_ACCOUNT);
    }
}
