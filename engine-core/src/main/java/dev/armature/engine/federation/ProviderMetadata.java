package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.outbound.Destinations;
import dev.armature.engine.outbound.OutboundException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a provider publishes of itself (OpenID Connect Discovery).
 *
 * @param secretInBody whether it takes a client's secret nowhere but in the body
 * @param namesItself whether its answers to browsers name it (RFC 9207)
 */
record ProviderMetadata(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        URI jwksUri,
        @Nullable URI userInfoEndpoint,
        boolean secretInBody,
        boolean namesItself) {

    /**
     * Reads the document that was found at an issuer's address.
     *
     * @throws ProviderFailure when it is another issuer's, or its addresses may not be called
     */
    static ProviderMetadata read(String issuer, ObjectNode json, Destinations destinations)
            throws ProviderFailure {
        // Whoever could publish another's name would be believed for the other's accounts.
        if (!issuer.equals(json.path("issuer").textValue())) {
            throw new ProviderFailure("The document there is of another issuer");
        }
        return new ProviderMetadata(
                issuer,
                required(json, "authorization_endpoint", destinations),
                required(json, "token_endpoint", destinations),
                required(json, "jwks_uri", destinations),
                address(json, "userinfo_endpoint", destinations),
                secretInBody(json),
                json.path("authorization_response_iss_parameter_supported").asBoolean(false));
    }

    private static boolean secretInBody(ObjectNode json) {
        Set<String> methods = new TreeSet<>();
        for (JsonNode method : json.path("token_endpoint_auth_methods_supported")) {
            methods.add(method.asText());
        }
        return methods.contains("client_secret_post") && !methods.contains("client_secret_basic");
    }

    private static URI required(ObjectNode json, String name, Destinations destinations)
            throws ProviderFailure {
        URI address = address(json, name, destinations);
        if (address == null) {
            throw new ProviderFailure("The document there has no " + name);
        }
        return address;
    }

    private static @Nullable URI address(ObjectNode json, String name, Destinations destinations)
            throws ProviderFailure {
        String written = json.path(name).textValue();
        if (written == null) {
            return null;
        }
        try {
            URI address = URI.create(written);
            destinations.checkForm(address);
            return address;
        } catch (IllegalArgumentException | OutboundException e) {
            throw new ProviderFailure(
                    "The document there has a " + name + " that cannot be called", e);
        }
    }
}
