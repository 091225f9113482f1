package dev.armature.engine.federation;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.identity.ForeignSignature;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Checks an ID token (OpenID Connect Core 3.1.3.7): signed by a key that the issuer publishes, by
 * an algorithm of two keys, for this client, for this sign-in, and now. Thread-safe.
 */
final class IdTokenCheck {

    /** By how much the provider's clock may be ahead or behind. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private static final int MAX_LENGTH = 64 * 1024;

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
            if (!ForeignSignature.isTaken(jwt.getHeader())) {
                throw new ProviderFailure(
                        "The ID token is signed by an algorithm that is not taken");
            }
            if (!ForeignSignature.isBy(jwt, discovery.keys(provider))
                    && !ForeignSignature.isBy(jwt, discovery.newerKeys(provider))) {
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
