package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.site.PublicUrl;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens: JWTs (RFC 9068) signed with RS256. They name the tenant, the user and what they
 * came from, a sign-in or an app's grant, and nothing that the user may do: rights are looked up.
 * Those of apps are for programs of others too, so they are in the name of the installation's
 * address; those of sessions are for this API alone. Thread-safe.
 */
public final class AccessTokens {

    /** How long a token is good. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final String ISSUER = "armature";
    private static final String AUDIENCE = "armature-api";
    private static final String API = "/api/v1";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final String ACTOR = "act";
    private static final int MAX_LENGTH = 12_288;

    private final SigningKeys keys;
    private final PublicUrl url;
    private final Clock clock;

    // A signature is checked once; what was good stays good until it expires.
    private final Cache<String, Claims> verified =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(LIFETIME).build();

    public AccessTokens(SigningKeys keys, PublicUrl url, Clock clock) {
        this.keys = keys;
        this.url = url;
        this.clock = clock;
    }

    /**
     * What a valid token says.
     *
     * @param familyId the sign-in, or the app's grant
     * @param app null for a token of a session
     * @param actor the administrator who sees as the user, whose sign-in it is then; null for the
     *     user themselves
     */
    public record Claims(
            UUID tenantUid,
            UUID userId,
            UUID familyId,
            Instant expiresAt,
            String keyId,
            @Nullable OfApp app,
            @Nullable UUID actor) {}

    /**
     * What a token of an app says besides.
     *
     * @param scopes what it was issued for
     */
    public record OfApp(UUID appId, AppScopes scopes) {}

    /** A token for a user, good for {@link #LIFETIME}. */
    String issue(UUID tenantUid, UUID userId, UUID familyId) {
        return keys.sign(TYPE, ofSession(tenantUid, userId, familyId));
    }

    /** A token for an administrator who sees as a user, named by the claim of RFC 8693. */
    String issue(UUID tenantUid, UUID userId, UUID familyId, UUID actor) {
        return keys.sign(
                TYPE,
                ofSession(tenantUid, userId, familyId)
                        .claim(ACTOR, Map.of("sub", actor.toString())));
    }

    private JWTClaimsSet.Builder ofSession(UUID tenantUid, UUID userId, UUID familyId) {
        return lasting(tenantUid, userId)
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .claim("sid", familyId.toString());
    }

    /** A token for an app that acts for a user, good for {@link #LIFETIME}. */
    public String issue(ClientId client, UUID userId, UUID grantId, AppScopes scopes) {
        return keys.sign(
                TYPE,
                lasting(client.tenantUid(), userId)
                        .issuer(url.text())
                        .audience(url.of(API))
                        .claim("client_id", client.text())
                        .claim("grant", grantId.toString())
                        .claim("scope", scopes.text()));
    }

    private JWTClaimsSet.Builder lasting(UUID tenantUid, UUID userId) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .subject(userId.toString())
                .jwtID(UUID.randomUUID().toString())
                .claim("tenant", tenantUid.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)));
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
        return claims != null
                        && clock.instant().isBefore(claims.expiresAt())
                        && keys.holds(claims.keyId())
                ? Optional.of(claims)
                : Optional.empty();
    }

    private Optional<Claims> check(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return keys.verifies(jwt, TYPE)
                    ? claims(jwt.getJWTClaimsSet(), jwt.getHeader().getKeyID())
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Claims> claims(JWTClaimsSet claims, String keyId) throws ParseException {
        if (claims.getExpirationTime() == null) {
            return Optional.empty();
        }
        if (ISSUER.equals(claims.getIssuer()) && claims.getAudience().contains(AUDIENCE)) {
            return Optional.of(claims(claims, keyId, "sid", null));
        }
        ClientId client =
                url.text().equals(claims.getIssuer()) && claims.getAudience().contains(url.of(API))
                        ? ClientId.parse(claims.getStringClaim("client_id"))
                        : null;
        return client == null
                ? Optional.empty()
                : Optional.of(
                        claims(
                                claims,
                                keyId,
                                "grant",
                                new OfApp(
                                        client.appId(),
                                        AppScopes.parse(claims.getStringClaim("scope")))));
    }

    private static Claims claims(
            JWTClaimsSet claims, String keyId, String origin, @Nullable OfApp app)
            throws ParseException {
        return new Claims(
                UUID.fromString(claims.getStringClaim("tenant")),
                UUID.fromString(claims.getSubject()),
                UUID.fromString(claims.getStringClaim(origin)),
                claims.getExpirationTime().toInstant(),
                keyId,
                app,
                app == null ? actor(claims.getJSONObjectClaim(ACTOR)) : null);
    }

    private static @Nullable UUID actor(@Nullable Map<String, Object> claim) {
        return claim == null ? null : UUID.fromString(String.valueOf(claim.get("sub")));
    }
}
