package dev.armature.engine.oauth;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.ClientId;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.oauth.ClientAssertions.Assertion;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.Tenant;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which app asks: by its secret, in the header or in the form, by a token that it signed,
 * or, for one that keeps no secret, by its name alone. Thread-safe.
 */
final class Clients {

    private static final String SCHEME = "Basic ";

    private final TenantDatabase database;
    private final Apps apps;
    private final ClientAssertions assertions;
    private final AttemptLimits limits;

    Clients(TenantDatabase database, Apps apps, ClientAssertions assertions, AttemptLimits limits) {
        this.database = database;
        this.apps = apps;
        this.assertions = assertions;
        this.limits = limits;
    }

    /** An app that has shown that it is the one. */
    record Client(Tenant tenant, App app, ClientId id) {

        /** A text as a secret of the app's tenant; null if it is none. */
        @Nullable SecretToken token(String text) {
            SecretToken token = SecretToken.parse(text);
            return token != null && token.tenantUid().equals(id.tenantUid()) ? token : null;
        }
    }

    private record Shown(String clientId, @Nullable Proof proof) {}

    /** What an app shows to say that it is the one. */
    private sealed interface Proof {}

    private record Secret(String text) implements Proof {}

    private record Signed(Assertion assertion) implements Proof {}

    /**
     * @param authorization the header of that name
     * @throws OAuthRefusal {@code invalid_client}
     */
    Client authenticate(Parameters form, @Nullable String authorization, Visitor visitor) {
        Shown shown = shown(form, authorization);
        Apps.Registered found = apps.find(shown.clientId).orElseThrow(Clients::refused);
        if (found.known().app().confidential() || shown.proof != null) {
            prove(found, shown.proof, visitor);
        }
        return new Client(found.tenant(), found.known().app(), found.id());
    }

    private static Shown shown(Parameters form, @Nullable String authorization) {
        form.requireOnce();
        String clientId = form.get("client_id");
        String secret = form.get("client_secret");
        String assertion = form.get("client_assertion");
        long ways = Stream.of(authorization, secret, assertion).filter(Objects::nonNull).count();
        if (ways > 1) {
            throw inTwoWays();
        }
        Shown shown;
        if (authorization != null) {
            shown = basic(authorization);
        } else if (assertion != null) {
            shown = signed(form, assertion);
        } else if (clientId != null) {
            shown = new Shown(clientId, secret == null ? null : new Secret(secret));
        } else {
            throw refused();
        }
        if (clientId != null && !clientId.equals(shown.clientId)) {
            throw inTwoWays();
        }
        return shown;
    }

    private static OAuthRefusal inTwoWays() {
        return new OAuthRefusal(OAuthError.INVALID_REQUEST, "the app shows who it is in two ways");
    }

    // Whom it is of is not known before its keys are, so what it says is only looked up.
    private static Shown signed(Parameters form, String text) {
        if (!ClientAssertions.TYPE.equals(form.get("client_assertion_type"))) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_REQUEST,
                    "client_assertion_type is " + ClientAssertions.TYPE);
        }
        Assertion assertion = Assertion.parse(text);
        String clientId = assertion == null ? null : assertion.clientId();
        if (assertion == null || clientId == null) {
            throw refused();
        }
        return new Shown(clientId, new Signed(assertion));
    }

    // Both parts are encoded as in a form before they are joined (RFC 6749, 2.3.1).
    private static Shown basic(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused();
        }
        try {
            String joined =
                    new String(
                            Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()),
                            StandardCharsets.UTF_8);
            int colon = joined.indexOf(':');
            if (colon < 0) {
                throw refused();
            }
            String secret = URLDecoder.decode(joined.substring(colon + 1), StandardCharsets.UTF_8);
            return new Shown(
                    URLDecoder.decode(joined.substring(0, colon), StandardCharsets.UTF_8),
                    secret.isEmpty() ? null : new Secret(secret));
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    // Strangers know an app's name; so they are counted by where they are, and keep nobody out.
    private void prove(Apps.Registered found, @Nullable Proof proof, Visitor visitor) {
        App app = found.known().app();
        List<AttemptLimits.Key> counted =
                List.of(AttemptLimits.Limit.APP.of(app.id().toString(), visitor.network()));
        limits.take(counted);
        if (!holds(found, proof)) {
            new AuditEvent(
                            AuditKind.OAUTH_CLIENT_REFUSED,
                            null,
                            app.id().toString(),
                            visitor.address(),
                            Json.object().put("name", app.name()))
                    .write(database, found.tenant().id());
            throw refused();
        }
        limits.giveBack(counted);
    }

    private boolean holds(Apps.Registered found, @Nullable Proof proof) {
        byte[] hash = found.known().secretHash();
        return switch (proof) {
            case null -> false;
            case Secret secret ->
                    hash != null && MessageDigest.isEqual(hash, Apps.hash(secret.text));
            case Signed signed -> assertions.shows(signed.assertion, found);
        };
    }

    private static OAuthRefusal refused() {
        return new OAuthRefusal(
                OAuthError.INVALID_CLIENT, "the app is not known, or has not shown who it is");
    }
}
