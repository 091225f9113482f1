package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.oauth.Parameters;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * An app of others as its makers would write it: it sends people to the platform, takes the code
 * that their browsers bring, and exchanges it.
 */
record OAuthApp(TestPlatform platform, String id, String clientId, String secret) {

    static final String APPS = "/api/v1/oauth-apps";
    static final String CALLBACK = "https://app.example.com/callback";
    static final String VERIFIER = "a verifier of forty-three or more characters".replace(' ', '-');

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Registers one, with JSON attributes besides if need be. */
    static OAuthApp register(
            TestPlatform platform, ApiClient administrator, String scopes, String... more) {
        String others = String.join("", more);
        String addresses =
                others.contains("redirectUris") ? "" : ", 'redirectUris': ['" + CALLBACK + "']";
        ApiClient.Answer made =
                administrator.post(
                        APPS,
                        "{'name': 'Planner', 'scopes': ['%s']%s%s}"
                                .formatted(scopes.replace(" ", "', '"), addresses, others));
        if (made.status() != 201) {
            throw new AssertionError(made);
        }
        return new OAuthApp(
                platform,
                made.id(),
                made.json().get("clientId").textValue(),
                made.json().path("clientSecret").textValue());
    }

    /**
     * The address that people are sent to, without its beginning; parameters in pairs, null to
     * leave one out.
     */
    String request(String scope, String... changed) {
        String[] usual = {
            "response_type",
            "code",
            "client_id",
            clientId,
            "redirect_uri",
            CALLBACK,
            "scope",
            scope,
            "state",
            "a state/&=",
            "nonce",
            "n-1",
            "code_challenge",
            challenge(VERIFIER),
            "code_challenge_method",
            "S256"
        };
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < usual.length; i += 2) {
            if (indexOf(changed, usual[i]) < 0) {
                append(query, usual[i], usual[i + 1]);
            }
        }
        for (int i = 0; i < changed.length; i += 2) {
            append(query, changed[i], changed[i + 1]);
        }
        return query.toString();
    }

    private static int indexOf(String[] pairs, String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static void append(StringBuilder query, String name, String value) {
        if (value != null) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(ApiClient.encode(value));
        }
    }

    static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What the page does with a request when somebody is signed in. */
    static ApiClient.Answer decide(ApiClient person, String request, String decision) {
        return person.send(
                "POST",
                "/api/v1/oauth/authorizations",
                "application/json",
                Json.bytes(Json.object().put("request", request).put("decision", decision)));
    }

    /** Where the browser goes when the person allows it. */
    Parameters allowed(ApiClient person, String request) {
        return answer(decide(person, request, "allow"));
    }

    static Parameters answer(ApiClient.Answer decided) {
        JsonNode leave = decided.json().path("leave");
        if (!leave.isTextual()) {
            throw new AssertionError(decided);
        }
        return Parameters.parse(URI.create(leave.textValue()).getRawQuery());
    }

    String code(ApiClient person, String scope, String... changed) {
        return allowed(person, request(scope, changed)).get("code");
    }

    /** Sends a form as the app; parameters in pairs. */
    ApiClient.Answer form(String path, String... parameters) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            append(form, parameters[i], parameters[i + 1]);
        }
        byte[] body;
        if (secret == null) {
            append(form, "client_id", clientId);
            body = form.toString().getBytes(StandardCharsets.UTF_8);
            return platform.stranger().send("POST", path, FORM, body);
        }
        body = form.toString().getBytes(StandardCharsets.UTF_8);
        return platform.stranger().send("POST", path, FORM, body, "Authorization", basic(secret));
    }

    String basic(String shown) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((clientId + ":" + shown).getBytes(StandardCharsets.UTF_8));
    }

    ApiClient.Answer token(String... parameters) {
        return form("/oauth2/token", parameters);
    }

    ApiClient.Answer exchange(String code) {
        return token(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", VERIFIER);
    }

    ApiClient.Answer refresh(String refreshToken) {
        return token("grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    /** All tokens that a person lets the app have. */
    JsonNode tokens(ApiClient person, String scope) {
        ApiClient.Answer answer = exchange(code(person, scope));
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return answer.json();
    }

    /** The API as the app sees it. */
    ApiClient actingFor(ApiClient person, String scope) {
        return person.withToken(tokens(person, scope).get("access_token").textValue());
    }

    static String error(ApiClient.Answer answer) {
        return answer.status() + " " + answer.json().path("error").textValue();
    }

    /** A user of a tenant, signed in. */
    static ApiClient user(TestPlatform platform, ApiClient administrator, String name) {
        String slug = administrator.me("/tenant/slug");
        String email = name + UUID.randomUUID() + "@" + slug + ".example";
        administrator.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': 'a long password'}"
                        .formatted(name, email));
        return platform.signIn(slug, email, "a long password");
    }
}
