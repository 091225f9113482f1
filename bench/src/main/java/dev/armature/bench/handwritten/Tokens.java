package dev.armature.bench.handwritten;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks access tokens by the issuer's public keys. As the platform does, it checks a signature
 * once and remembers it; otherwise the service would lose on RSA what it wins on records.
 */
final class Tokens {

    private record Known(UUID user, Instant expiresAt) {}

    private final JWKSet keys;
    private final Cache<String, Known> known =
            Caffeine.newBuilder()
                    .maximumSize(10_000)
                    .expireAfterWrite(Duration.ofMinutes(15))
                    .build();

    Tokens(String jwks) throws ParseException {
        this.keys = JWKSet.parse(jwks);
    }

    /** The user that a valid token names. */
    Optional<UUID> user(String token) {
        Known found = known.getIfPresent(token);
        if (found == null) {
            found = check(token).orElse(null);
            if (found == null) {
                return Optional.empty();
            }
            known.put(token, found);
        }
        return Instant.now().isBefore(found.expiresAt) ? Optional.of(found.user) : Optional.empty();
    }

    private Optional<Known> check(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean good =
                    JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                            && keys.getKeyByKeyId(jwt.getHeader().getKeyID()) instanceof RSAKey key
                            && jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
            if (!good) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return Optional.of(
                    new Known(
                            UUID.fromString(claims.getSubject()),
                            claims.getExpirationTime().toInstant()));
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
