package dev.armature.engine.oauth;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.ClientId;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.Tenant;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which app asks: by its secret, in the header or in the form, or, for one that keeps no
 * secret, by its name alone. Thread-safe.
 */
final class Clients {

    private static final String SCHEME = "Basic ";

    private final TenantDatabase database;
    private final Apps apps;
    private final AttemptLimits limits;

    Clients(TenantDatabase database, Apps apps, AttemptLimits limits) {
        this.database = database;
        this.apps = apps;
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

    private record Shown(String clientId, @Nullable String secret) {}

    /**
     * @param authorization the header of that name
     * @throws OAuthRefusal {@code invalid_client}
     */
    Client authenticate(Parameters form, @Nullable String authorization, Visitor visitor) {
        Shown shown = shown(form, authorization);
        Apps.Registered found = apps.find(shown.clientId).orElseThrow(Clients::refused);
        if (found.known().secretHash() != null || shown.secret != null) {
            prove(found.tenant(), found.known(), shown.secret, visitor);
        }
        return new Client(found.tenant(), found.known().app(), found.id());
    }

    private static Shown shown(Parameters form, @Nullable String authorization) {
        form.requireOnce();
        String clientId = form.get("client_id");
        String secret = form.get("client_secret");
        if (authorization == null) {
            if (clientId == null) {
                throw refused();
            }
            return new Shown(clientId, secret);
        }
        Shown basic = basic(authorization);
        if (secret != null || (clientId != null && !clientId.equals(basic.clientId))) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_REQUEST, "the app shows who it is in two ways");
        }
        return basic;
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
                    secret.isEmpty() ? null : secret);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    // Strangers know an app's name; so they are counted by where they are, and keep nobody out.
    private void prove(Tenant tenant, Apps.Known known, @Nullable String secret, Visitor visitor) {
        List<AttemptLimits.Key> counted =
                List.of(AttemptLimits.Limit.APP.of(known.app().id().toString(), visitor.network()));
        limits.take(counted);
        byte[] hash = known.secretHash();
        if (hash == null || secret == null || !MessageDigest.isEqual(hash, Apps.hash(secret))) {
            new AuditEvent(
                            AuditKind.OAUTH_CLIENT_REFUSED,
                            null,
                            known.app().id().toString(),
                            visitor.address(),
                            Json.object().put("name", known.app().name()))
                    .write(database, tenant.id());
            throw refused();
        }
        limits.giveBack(counted);
    }

    private static OAuthRefusal refused() {
        return new OAuthRefusal(
                OAuthError.INVALID_CLIENT, "the app is not known, or has not shown who it is");
    }
}
