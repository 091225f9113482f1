package dev.armature.engine.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.identity.ForeignSignature;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by which an app shows that it holds its key ({@code private_key_jwt}, OpenID Connect Core
 * 9; RFC 7523, 3): signed by it, for this server, of now, and each good for one use. Thread-safe.
 */
final class ClientAssertions {

    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** How far ahead one may expire: for as long it is remembered. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** By how much the app's clock may be ahead or behind. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_ID = 200;

    private final TenantDatabase database;
    private final List<String> names;
    private final Clock clock;

    ClientAssertions(TenantDatabase database, PublicUrl url, Clock clock) {
        this.database = database;
        this.names =
                Stream.concat(
                                Stream.of(url.text()),
                                Stream.of("token", "introspect", "revoke")
                                        .map(end -> url.of("/oauth2/" + end)))
                        .toList();
        this.clock = clock;
    }

    /** A token as it was sent, which nothing is known of yet. */
    record Assertion(SignedJWT token, JWTClaimsSet claims) {

        /** Takes one apart; null where that cannot be done. */
        static @Nullable Assertion parse(String text) {
            if (text.length() > MAX_LENGTH) {
                return null;
            }
            try {
                SignedJWT token = SignedJWT.parse(text);
                JWTClaimsSet claims = token.getJWTClaimsSet();
                return claims == null ? null : new Assertion(token, claims);
            } catch (ParseException e) {
                return null;
            }
        }

        /** Who it says it is from. */
        @Nullable String clientId() {
            return claims.getSubject();
        }
    }

    /** Whether it shows that the app sent it; it does so once. */
    boolean shows(Assertion assertion, Apps.Registered app) {
        AppKeys keys = app.known().app().keys();
        JWTClaimsSet claims = assertion.claims;
        return keys != null
                && ForeignSignature.isTaken(assertion.token.getHeader())
                && app.id().text().equals(claims.getIssuer())
                && app.id().text().equals(claims.getSubject())
                && claims.getAudience().stream().anyMatch(names::contains)
                && isOfNow(claims)
                && keys.signed(assertion.token)
                && isFirst(claims, app);
    }

    private boolean isOfNow(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        return expires != null
                && expires.toInstant().isAfter(now.minus(SKEW))
                && !expires.toInstant().isAfter(now.plus(LONGEST))
                && isNotAfter(claims.getIssueTime(), now.plus(SKEW))
                && isNotAfter(claims.getNotBeforeTime(), now.plus(SKEW));
    }

    private static boolean isNotAfter(@Nullable Date date, Instant latest) {
        return date == null || !date.toInstant().isAfter(latest);
    }

    private boolean isFirst(JWTClaimsSet claims, Apps.Registered app) {
        String id = claims.getJWTID();
        if (id == null || id.isBlank() || id.length() > MAX_ID) {
            return false;
        }
        Sql insert =
                Sql.of(
                        "insert into oauth_assertion (tenant_id, app_id, id_hash, expires_at) values (",
                        Sql.number(app.tenant().id().value()),
                        ", ",
                        Sql.value(app.id().appId(), ColumnType.UUID),
                        ", ",
                        Sql.bytes(Sha256.of(id)),
                        ", ",
                        Sql.value(
                                claims.getExpirationTime().toInstant().plus(SKEW),
                                ColumnType.TIMESTAMPTZ),
                        ") on conflict do nothing");
        return database.transaction(app.tenant().id(), insert::execute) == 1;
    }
}
