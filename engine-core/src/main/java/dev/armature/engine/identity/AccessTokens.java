package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * Access tokens: JWTs (RFC 9068) signed with RS256. They name the tenant, the user and the sign-in
 * they came from, and nothing that the user may do: rights are looked up. Thread-safe.
 */
public final class AccessTokens {

    /** How long a token is good. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final String ISSUER = "armature";
    private static final String AUDIENCE = "armature-api";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final int MAX_LENGTH = 4_096;

    private final SigningKeys keys;
    private final Clock clock;

    // A signature is checked once; what was good stays good until it expires.
    private final Cache<String, Claims> verified =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(LIFETIME).build();

    public AccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What a valid token says. */
    public record Claims(UUID tenantUid, UUID userId, UUID familyId, Instant expiresAt) {}

    /** A token for a user, good for {@link #LIFETIME}. */
    String issue(UUID tenantUid, UUID userId, UUID familyId) {
        RSAKey key = keys.current();
        Instant now = clock.instant();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(userId.toString())
                        .jwtID(UUID.randomUUID().toString())
                        .claim("tenant", tenantUid.toString())
                        .claim("sid", familyId.toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .type(TYPE)
                                .build(),
                        claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** What the token says, if we signed it for this purpose and it has not expired. */
    public Optional<Claims> verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (verified.getIfPresent(token) == null) {
            check(token).ifPresent(claims -> verified.put(token, claims));
        }
        return known(token);
    }

    /** The same of a token that was verified lately, without looking anything up. */
    public Optional<Claims> known(String token) {
        Claims claims = verified.getIfPresent(token);
        return claims != null && clock.instant().isBefore(claims.expiresAt())
                ? Optional.of(claims)
                : Optional.empty();
    }

    private Optional<Claims> check(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            // The algorithm is ours to say, not the token's.
            if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())
                    || !TYPE.equals(header.getType())
                    || header.getKeyID() == null) {
                return Optional.empty();
            }
            RSAKey key = keys.find(header.getKeyID());
            if (key == null || !jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()))) {
                return Optional.empty();
            }
            return claims(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Claims> claims(JWTClaimsSet claims) throws ParseException {
        boolean ours = ISSUER.equals(claims.getIssuer()) && claims.getAudience().contains(AUDIENCE);
        if (!ours || claims.getExpirationTime() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Claims(
                        UUID.fromString(claims.getStringClaim("tenant")),
                        UUID.fromString(claims.getSubject()),
                        UUID.fromString(claims.getStringClaim("sid")),
                        claims.getExpirationTime().toInstant()));
    }
}
