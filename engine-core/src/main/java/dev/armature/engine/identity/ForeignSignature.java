package dev.armature.engine.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of tokens that others make, by keys of which only the public half is known here. An
 * algorithm whose verifier could sign as well is not taken, and not the absence of any.
 */
public final class ForeignSignature {

    /** How many keys of a signer are tried. */
    public static final int MOST_KEYS = 10;

    private static final int LEAST_RSA_BITS = 2048;

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private ForeignSignature() {}

    /** The names of the algorithms that are taken, in the order of the alphabet. */
    public static List<String> algorithms() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).sorted().toList();
    }

    /** Whether a token is signed in a way that is taken, without looking at the signature. */
    public static boolean isTaken(JWSHeader header) {
        Set<String> critical = header.getCriticalParams();
        return ALGORITHMS.contains(header.getAlgorithm())
                && (critical == null || critical.isEmpty());
    }

    /** Whether one of the keys signed a token. */
    public static boolean isBy(SignedJWT token, JWKSet keys) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(token.getHeader());
        return new JWKSelector(matcher)
                .select(keys).stream().limit(MOST_KEYS).anyMatch(key -> isBy(token, key));
    }

    private static boolean isBy(SignedJWT token, JWK key) {
        try {
            JWSVerifier verifier = verifier(key);
            return verifier != null && token.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa when isStrong(rsa) -> new RSASSAVerifier(rsa.toRSAPublicKey());
            case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
            default -> null;
        };
    }

    /** Whether a signature can be checked by a key: of an RSA key of 2,048 bits, or of a curve. */
    public static boolean isStrong(JWK key) {
        return key instanceof RSAKey rsa ? rsa.size() >= LEAST_RSA_BITS : key instanceof ECKey;
    }
}
