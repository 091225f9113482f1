package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.armature.engine.identity.ExternalAccount;
import dev.armature.engine.outbound.OutboundRequest;
import dev.armature.metadata.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a tenant says to a provider as its client, and hears from it. Thread-safe. */
final class ProviderClient {

    private static final int MOST_GROUPS = 1_000;
    private static final int MAX_GROUP = 200;
    private static final int MAX_SUBJECT = 300;

    private final Discovery discovery;
    private final IdTokenCheck check;

    ProviderClient(Discovery discovery, IdTokenCheck check) {
        this.discovery = discovery;
        this.check = check;
    }

    /** Where somebody is sent to. */
    URI authorization(Provider provider, Exchange exchange) throws ProviderFailure {
        URI endpoint = discovery.metadata(provider.draft().issuer()).authorizationEndpoint();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", provider.draft().openId().clientId());
        parameters.put("redirect_uri", exchange.callback());
        parameters.put("scope", String.join(" ", provider.draft().openId().scopes()));
        parameters.put("state", exchange.state());
        parameters.put("nonce", exchange.nonce());
        parameters.put("code_challenge", exchange.challenge());
        parameters.put("code_challenge_method", "S256");
        String joint = endpoint.getRawQuery() == null ? "?" : "&";
        return URI.create(endpoint + joint + form(parameters));
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Exchanges a code for what the provider says of who brings it.
     *
     * @param named how the answer named its issuer, or null
     */
    ExternalAccount account(
            Provider provider,
            @Nullable String secret,
            Exchange exchange,
            String code,
            @Nullable String named)
            throws ProviderFailure {
        ProviderMetadata metadata = discovery.metadata(provider.draft().issuer());
        if (named == null ? metadata.namesItself() : !named.equals(metadata.issuer())) {
            throw new ProviderFailure("The answer is of another issuer");
        }
        ObjectNode tokens = tokens(metadata, provider, secret, exchange, code);
        JWTClaimsSet claims =
                check.check(
                        text(tokens, "id_token"),
                        metadata,
                        provider.draft().openId().clientId(),
                        exchange.nonce());
        if (claims.getSubject().length() > MAX_SUBJECT) {
            throw new ProviderFailure("The name of the account is too long");
        }
        ObjectNode said = said(claims);
        if (lacks(said, provider)) {
            complete(said, metadata, tokens);
        }
        return account(metadata.issuer(), claims.getSubject(), said, provider);
    }

    private static ObjectNode said(JWTClaimsSet claims) throws ProviderFailure {
        return Discovery.object(claims.toString().getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode tokens(
            ProviderMetadata metadata,
            Provider provider,
            @Nullable String secret,
            Exchange exchange,
            String code)
            throws ProviderFailure {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", exchange.callback());
        form.put("code_verifier", exchange.verifier());
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        String clientId = provider.draft().openId().clientId();
        if (secret == null || metadata.secretInBody()) {
            form.put("client_id", clientId);
        }
        if (secret != null && metadata.secretInBody()) {
            form.put("client_secret", secret);
        } else if (secret != null) {
            String basic = encoded(clientId) + ":" + encoded(secret);
            headers.put(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
        }
        return Discovery.object(
                discovery.answer(
                        new OutboundRequest(
                                "POST",
                                metadata.tokenEndpoint(),
                                headers,
                                form(form).getBytes(StandardCharsets.UTF_8),
                                Discovery.WITHIN,
                                Discovery.LARGEST),
                        "the token"));
    }

    private static String text(ObjectNode json, String name) throws ProviderFailure {
        String value = json.path(name).textValue();
        if (value == null) {
            throw new ProviderFailure("Its answer has no " + name);
        }
        return value;
    }

    private static boolean lacks(ObjectNode said, Provider provider) {
        String groups = provider.draft().groupsClaim();
        return !said.has("email")
                || !said.has("name")
                || (groups != null && at(said, groups).isMissingNode());
    }

    // Some say little in the token; what they say elsewhere counts if it is about the same account.
    private void complete(ObjectNode said, ProviderMetadata metadata, ObjectNode tokens)
            throws ProviderFailure {
        URI endpoint = metadata.userInfoEndpoint();
        String access = tokens.path("access_token").textValue();
        if (endpoint == null || access == null) {
            return;
        }
        ObjectNode more;
        try {
            more =
                    Discovery.object(
                            discovery.answer(
                                    new OutboundRequest(
                                            "GET",
                                            endpoint,
                                            Map.of(
                                                    "Accept",
                                                    "application/json",
                                                    "Authorization",
                                                    "Bearer " + access),
                                            null,
                                            Discovery.WITHIN,
                                            Discovery.LARGEST),
                                    "what it knows of the account"));
        } catch (IllegalArgumentException e) {
            throw new ProviderFailure("Its access token is none", e);
        }
        if (!text(said, "sub").equals(more.path("sub").textValue())) {
            throw new ProviderFailure("What it says of the account is of another");
        }
        // An address and whether it is verified belong together.
        if (said.has("email")) {
            more.remove(List.of("email", "email_verified"));
        }
        more.properties()
                .forEach(claim -> {
                    if (!said.has(claim.getKey())) {
                        said.set(claim.getKey(), claim.getValue());
                    }
                });
    }

    private static ExternalAccount account(
            String issuer, String subject, ObjectNode said, Provider provider) {
        String groups = provider.draft().groupsClaim();
        return new ExternalAccount(
                issuer,
                subject,
                said.path("email").textValue(),
                verified(said.get("email_verified")),
                said.path("name").textValue(),
                groups == null ? null : groups(at(said, groups)));
    }

    // Some write it as a text.
    private static @Nullable Boolean verified(@Nullable JsonNode claim) {
        return claim == null || claim.isNull() ? null : "true".equals(claim.asText());
    }

    /** A claim by its name, or within others with dots between. */
    private static JsonNode at(ObjectNode said, String name) {
        if (said.has(name)) {
            return said.get(name);
        }
        JsonNode node = said;
        for (String part : name.split("\\.", -1)) {
            node = node.path(part);
        }
        return node;
    }

    private static List<String> groups(JsonNode claim) {
        List<String> groups = new ArrayList<>();
        for (JsonNode group :
                claim.isTextual() ? Json.MAPPER.createArrayNode().add(claim) : claim) {
            if (group.isTextual()
                    && group.textValue().length() <= MAX_GROUP
                    && groups.size() < MOST_GROUPS) {
                groups.add(group.textValue());
            }
        }
        return groups;
    }
}
