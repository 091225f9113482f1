package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.ForeignSignature;
import dev.armature.engine.site.PublicUrl;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;

/**
 * What programs of others read before they send people here (OpenID Connect Discovery, RFC 8414).
 */
@Controller("/.well-known")
final class WellKnownController {

    private static final String CACHED = "public, max-age=300";
    private static final List<String> OF_APPS =
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
    private static final List<String> OF_CONFIDENTIAL_APPS =
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt");

    private final PublicUrl url;

    WellKnownController(PublicUrl url) {
        this.url = url;
    }

    @Get("/openid-configuration")
    HttpResponse<byte[]> openIdConfiguration() {
        return published(Json.bytes(document()));
    }

    @Get("/oauth-authorization-server")
    HttpResponse<byte[]> authorizationServer() {
        return openIdConfiguration();
    }

    /** Pages of any site may read it: it is the same for everybody. */
    static HttpResponse<byte[]> published(byte[] json) {
        return Bodies.ok(json)
                .header("Cache-Control", CACHED)
                .header("Access-Control-Allow-Origin", "*");
    }

    private ObjectNode document() {
        ObjectNode json =
                Json.object()
                        .put("issuer", url.text())
                        .put("authorization_endpoint", url.of("/oauth2/authorize"))
                        .put("token_endpoint", url.of("/oauth2/token"))
                        .put("userinfo_endpoint", url.of("/oauth2/userinfo"))
                        .put("revocation_endpoint", url.of("/oauth2/revoke"))
                        .put("introspection_endpoint", url.of("/oauth2/introspect"))
                        .put("jwks_uri", url.of("/oauth2/jwks"));
        put(json, "scopes_supported", SCOPES);
        put(json, "response_types_supported", List.of("code"));
        put(json, "response_modes_supported", List.of("query"));
        put(
                json,
                "grant_types_supported",
                List.of("authorization_code", "refresh_token", "client_credentials"));
        put(json, "code_challenge_methods_supported", List.of("S256"));
        putAlgorithms(json, "token");
        put(json, "token_endpoint_auth_methods_supported", OF_APPS);
        putAlgorithms(json, "revocation");
        put(json, "revocation_endpoint_auth_methods_supported", OF_APPS);
        putAlgorithms(json, "introspection");
        put(json, "introspection_endpoint_auth_methods_supported", OF_CONFIDENTIAL_APPS);
        put(json, "subject_types_supported", List.of("public"));
        put(json, "id_token_signing_alg_values_supported", List.of("RS256"));
        put(json, "claims_supported", CLAIMS);
        put(json, "prompt_values_supported", PROMPTS);
        return json.put("authorization_response_iss_parameter_supported", true)
                .put("claims_parameter_supported", false)
                .put("request_parameter_supported", false)
                .put("request_uri_parameter_supported", false)
                .put("require_pushed_authorization_requests", false);
    }

    private static final List<String> SCOPES =
            List.of(
                    "openid",
                    "profile",
                    "email",
                    "offline_access",
                    "read",
                    "write",
                    "metadata",
                    "secrets");
    private static final List<String> CLAIMS =
            List.of(
                    "iss",
                    "sub",
                    "aud",
                    "exp",
                    "iat",
                    "auth_time",
                    "nonce",
                    "at_hash",
                    "tenant",
                    "name",
                    "locale",
                    "zoneinfo",
                    "email");
    private static final List<String> PROMPTS =
            List.of("none", "login", "consent", "select_account");

    private static void putAlgorithms(ObjectNode json, String endpoint) {
        put(
                json,
                endpoint + "_endpoint_auth_signing_alg_values_supported",
                ForeignSignature.algorithms());
    }

    private static void put(ObjectNode json, String name, List<String> words) {
        words.forEach(json.putArray(name)::add);
    }
}
