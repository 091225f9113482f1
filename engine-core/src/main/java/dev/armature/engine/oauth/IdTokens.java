package dev.armature.engine.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.identity.ClientId;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.site.PublicUrl;
import dev.armature.metadata.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Id tokens (OpenID Connect Core): they tell an app who has signed in, when, and of which tenant.
 * They open nothing. Thread-safe.
 */
final class IdTokens {

    /** How long one may be taken for news. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final JOSEObjectType TYPE = JOSEObjectType.JWT;
    private static final int MAX_LENGTH = 8_192;

    private final SigningKeys keys;
    private final PublicUrl url;
    private final Clock clock;

    IdTokens(SigningKeys keys, PublicUrl url, Clock clock) {
        this.keys = keys;
        this.url = url;
        this.clock = clock;
    }

    /**
     * What one is about.
     *
     * @param nonce what the app sent with its request, which binds the token to it
     */
    record Subject(UUID userId, @Nullable Instant signedInAt, @Nullable String nonce) {}

    String issue(ClientId client, Subject subject, String accessToken) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(url.text())
                        .subject(subject.userId.toString())
                        .audience(client.text())
                        .claim("tenant", client.tenantUid().toString())
                        .claim("at_hash", leftHalf(accessToken))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)));
        if (subject.signedInAt != null) {
            claims.claim("auth_time", subject.signedInAt.getEpochSecond());
        }
        if (subject.nonce != null) {
            claims.claim("nonce", subject.nonce);
        }
        return keys.sign(TYPE, claims);
    }

    private static String leftHalf(String token) {
        byte[] hash = Sha256.of(token.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    }

    /** Whether a token that we issued once, be it expired by now, is about a user. */
    boolean isAbout(String token, UUID userId) {
        if (token.length() > MAX_LENGTH) {
            return false;
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return keys.verifies(jwt, TYPE)
                    && url.text().equals(jwt.getJWTClaimsSet().getIssuer())
                    && userId.toString().equals(jwt.getJWTClaimsSet().getSubject());
        } catch (ParseException e) {
            return false;
        }
    }
}
