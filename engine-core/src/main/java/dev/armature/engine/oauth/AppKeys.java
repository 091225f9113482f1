package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.identity.ForeignSignature;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public halves of the keys that an app signs with, as a JSON Web Key Set (RFC 7517). Several
 * let it change from one to the next.
 */
record AppKeys(JWKSet set) {

    private static final int MAX_LENGTH = 16 * 1024;
    private static final String RULE =
            "{\"keys\": [...]} with 1 to %d public keys is expected: RSA of at least 2048 bits, or EC"
                    .formatted(ForeignSignature.MOST_KEYS);

    /** Reads {@code jwks}; null where there is none. */
    static @Nullable AppKeys read(Attributes attributes, boolean confidential) {
        if (!attributes.has("jwks")) {
            return null;
        }
        JsonNode written = attributes.node("jwks");
        if (written == null || written.isNull()) {
            return null;
        }
        if (!confidential) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("jwks"),
                            "not_possible",
                            "Only an app that keeps a secret has keys");
            return null;
        }
        AppKeys keys = parse(Json.write(written));
        if (keys == null) {
            attributes.problems().add(attributes.pointer("jwks"), "invalid_keys", RULE);
        }
        return keys;
    }

    /** What is stored of them; null where nothing is. */
    static @Nullable AppKeys stored(@Nullable String text) {
        return text == null ? null : parse(text);
    }

    private static @Nullable AppKeys parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            JWKSet set = JWKSet.parse(text);
            boolean good =
                    !set.isEmpty()
                            && set.size() <= ForeignSignature.MOST_KEYS
                            && set.getKeys().stream().allMatch(AppKeys::isGood);
            return good ? new AppKeys(set) : null;
        } catch (ParseException e) {
            return null;
        }
    }

    private static boolean isGood(JWK key) {
        return ForeignSignature.isStrong(key)
                && !key.isPrivate()
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE));
    }

    boolean signed(SignedJWT token) {
        return ForeignSignature.isBy(token, set);
    }

    /** They, as a text of JSON. */
    String text() {
        return set.toString(true);
    }

    ObjectNode toJson() {
        return (ObjectNode) Json.read(text());
    }

    /** What they are told apart by in the audit log (RFC 7638). */
    String thumbprints() {
        List<String> prints = new ArrayList<>();
        for (JWK key : set.getKeys()) {
            try {
                prints.add(key.computeThumbprint().toString());
            } catch (JOSEException e) {
                throw new IllegalStateException("a key without a thumbprint", e);
            }
        }
        return String.join(" ", prints);
    }
}
