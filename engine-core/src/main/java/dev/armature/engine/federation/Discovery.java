package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import dev.armature.engine.outbound.OutboundAnswer;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.outbound.OutboundException;
import dev.armature.engine.outbound.OutboundRequest;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What providers publish of themselves, kept for a while. Thread-safe. */
final class Discovery {

    /** How many bytes a provider's document may have, and its keys. */
    static final int LARGEST = 256 * 1024;

    /** How long each may take to come. */
    static final Duration WITHIN = Duration.ofSeconds(10);

    /** How long keys that lack one that is asked for are not asked for again. */
    static final Duration ASKED_AGAIN = Duration.ofMinutes(1);

    private static final Duration DOCUMENT_KEPT = Duration.ofHours(1);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(10);
    private static final int MOST_KEPT = 1_000;
    private static final String PATH = "/.well-known/openid-configuration";

    private final OutboundClient client;
    private final Clock clock;
    private final Cache<String, ProviderMetadata> documents =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(DOCUMENT_KEPT).build();
    private final Cache<URI, Keys> keys =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEYS_KEPT).build();

    Discovery(OutboundClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Keys(JWKSet set, Instant at) {}

    /** What an issuer publishes. */
    ProviderMetadata metadata(String issuer) throws ProviderFailure {
        ProviderMetadata known = documents.getIfPresent(issuer);
        if (known != null) {
            return known;
        }
        ProviderMetadata found = look(issuer);
        documents.put(issuer, found);
        return found;
    }

    /** The same as it is now. */
    ProviderMetadata look(String issuer) throws ProviderFailure {
        try {
            String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            URI address = URI.create(issuer);
            if (address.getRawQuery() != null || address.getRawFragment() != null) {
                throw new ProviderFailure("An issuer's address has no query and no fragment");
            }
            ObjectNode document = object(fetch(URI.create(base + PATH), "the document there"));
            return ProviderMetadata.read(issuer, document, client.destinations());
        } catch (IllegalArgumentException e) {
            throw new ProviderFailure("The issuer is no address", e);
        }
    }

    /** The keys that it signs with. */
    JWKSet keys(ProviderMetadata provider) throws ProviderFailure {
        Keys known = keys.getIfPresent(provider.jwksUri());
        return known == null ? fetchKeys(provider) : known.set;
    }

    /** The same where a key was not among them; who makes keys up has them fetched seldom. */
    JWKSet newerKeys(ProviderMetadata provider) throws ProviderFailure {
        Keys known = keys.getIfPresent(provider.jwksUri());
        return known != null && clock.instant().isBefore(known.at.plus(ASKED_AGAIN))
                ? known.set
                : fetchKeys(provider);
    }

    private JWKSet fetchKeys(ProviderMetadata provider) throws ProviderFailure {
        byte[] json = fetch(provider.jwksUri(), "its keys");
        try {
            JWKSet set = JWKSet.parse(new String(json, StandardCharsets.UTF_8));
            keys.put(provider.jwksUri(), new Keys(set, clock.instant()));
            return set;
        } catch (ParseException e) {
            throw new ProviderFailure("Its keys cannot be read", e);
        }
    }

    private byte[] fetch(URI address, String what) throws ProviderFailure {
        return answer(OutboundRequest.get(address, "application/json", WITHIN, LARGEST), what);
    }

    /**
     * What a provider answers where all is well.
     *
     * @param what it is asked for, to say it when it is not
     */
    byte[] answer(OutboundRequest request, String what) throws ProviderFailure {
        try {
            OutboundAnswer answer = client.send(request);
            if (answer.status() != 200) {
                throw new ProviderFailure("Asked for " + what + ", it answered " + answer.status());
            }
            return answer.body();
        } catch (OutboundException e) {
            throw new ProviderFailure("Asked for " + what + ": " + e.getMessage(), e);
        }
    }

    /** A JSON object that a provider has answered. */
    static ObjectNode object(byte[] json) throws ProviderFailure {
        try {
            return Json.parseObject(json);
        } catch (EngineException e) {
            throw new ProviderFailure("What it answered is no JSON object", e);
        }
    }
}
