package dev.armature.engine.federation;

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
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks an ID token (OpenID Connect Core 3.1.3.7): signed by a key that the issuer publishes, by
 * an algorithm of two keys, for this client, for this sign-in, and now. Thread-safe.
 */
final class IdTokenCheck {

    /** By how much the provider's clock may be ahead or behind. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MOST_KEYS = 10;
    private static final int LEAST_RSA_BITS = 2048;

    // None of those whose verifier could sign as well, and not the absence of any.
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

    private final Discovery discovery;
    private final Clock clock;

    IdTokenCheck(Discovery discovery, Clock clock) {
        this.discovery = discovery;
        this.clock = clock;
    }

    /**
     * What a token says, if it is good.
     *
     * @throws ProviderFailure that says what is wrong with it
     */
    JWTClaimsSet check(String token, ProviderMetadata provider, String clientId, String nonce)
            throws ProviderFailure {
        if (token.length() > MAX_LENGTH) {
            throw new ProviderFailure("The ID token is too long");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            Set<String> critical = header.getCriticalParams();
            if (!ALGORITHMS.contains(header.getAlgorithm())
                    || (critical != null && !critical.isEmpty())) {
                throw new ProviderFailure(
                        "The ID token is signed by an algorithm that is not taken");
            }
            if (!isSigned(jwt, discovery.keys(provider))
                    && !isSigned(jwt, discovery.newerKeys(provider))) {
                throw new ProviderFailure("The ID token is signed by no key of the issuer");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            requireParties(claims, provider.issuer(), clientId);
            requireNow(claims);
            if (!nonce.equals(claims.getStringClaim("nonce"))) {
                throw new ProviderFailure("The ID token was made for another sign-in");
            }
            return claims;
        } catch (ParseException e) {
            throw new ProviderFailure("The ID token cannot be read, or is not signed", e);
        }
    }

    private static boolean isSigned(SignedJWT jwt, JWKSet keys) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(jwt.getHeader());
        List<JWK> candidates = new JWKSelector(matcher).select(keys);
        return candidates.stream().limit(MOST_KEYS).anyMatch(key -> isSignedBy(jwt, key));
    }

    private static boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier = verifier(key);
            return verifier != null && jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS) {
            return new RSASSAVerifier(rsa.toRSAPublicKey());
        }
        return key instanceof ECKey ec ? new ECDSAVerifier(ec.toECPublicKey()) : null;
    }

    private static void requireParties(JWTClaimsSet claims, String issuer, String clientId)
            throws ProviderFailure, ParseException {
        if (!issuer.equals(claims.getIssuer())) {
            throw new ProviderFailure("The ID token is of another issuer");
        }
        List<String> audience = claims.getAudience();
        String authorized = claims.getStringClaim("azp");
        boolean ours =
                audience.contains(clientId)
                        && (authorized == null
                                ? audience.size() == 1
                                : authorized.equals(clientId));
        if (!ours) {
            throw new ProviderFailure("The ID token was made for another client");
        }
        if (claims.getSubject() == null || claims.getSubject().isBlank()) {
            throw new ProviderFailure("The ID token is about nobody");
        }
    }

    private void requireNow(JWTClaimsSet claims) throws ProviderFailure {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date begins = claims.getNotBeforeTime();
        Instant latest = now.plus(SKEW);
        if (expires == null || !expires.toInstant().isAfter(now.minus(SKEW))) {
            throw new ProviderFailure("The ID token has expired");
        }
        if (issued == null
                || issued.toInstant().isAfter(latest)
                || (begins != null && begins.toInstant().isAfter(latest))) {
            throw new ProviderFailure("The ID token is of a time to come");
        }
    }
}
