package dev.armature.engine.oauth;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells apps whether their tokens hold (RFC 7662), and ends them at their wish (RFC 7009). Of
 * tokens of other apps it tells what it tells of none at all. Thread-safe.
 */
public final class TokenStates {

    private final TenantDatabase database;
    private final Clients clients;
    private final AccessTokens accessTokens;
    private final Entrances entrances;
    private final AppRefreshTokens refreshTokens;
    private final PublicUrl url;

    TokenStates(
            TenantDatabase database,
            Clients clients,
            AccessTokens accessTokens,
            Entrances entrances,
            PublicUrl url,
            Clock clock) {
        this.database = database;
        this.clients = clients;
        this.accessTokens = accessTokens;
        this.entrances = entrances;
        this.refreshTokens = new AppRefreshTokens(UUID::randomUUID, clock);
        this.url = url;
    }

    /**
     * Whether a token holds, and for what.
     *
     * @throws OAuthRefusal when it is not an app with a secret that asks
     */
    public ObjectNode introspect(Parameters form, @Nullable String authorization, Visitor visitor) {
        Clients.Client client = clients.authenticate(form, authorization, visitor);
        if (!client.app().confidential()) {
            throw new OAuthRefusal(
                    OAuthError.UNAUTHORIZED_CLIENT, "only an app that keeps a secret may ask");
        }
        String token = form.required("token");
        return ofAccess(client, token)
                .or(() -> ofRefresh(client, token))
                .orElseGet(() -> Json.object().put("active", false));
    }

    private Optional<ObjectNode> ofAccess(Clients.Client client, String token) {
        return own(client, token)
                .filter(claims -> entrances.find(token).isPresent())
                .map(claims ->
                        about(client, claims.userId(), requireNonNull(claims.app()).scopes())
                                .put("token_type", "Bearer")
                                .put("exp", claims.expiresAt().getEpochSecond())
                                .put("aud", url.of("/api/v1")));
    }

    private Optional<AccessTokens.Claims> own(Clients.Client client, String token) {
        return accessTokens
                .verify(token)
                .filter(claims ->
                        claims.app() != null
                                && claims.tenantUid().equals(client.id().tenantUid())
                                && claims.app().appId().equals(client.id().appId()));
    }

    private static ObjectNode about(Clients.Client client, UUID userId, AppScopes scopes) {
        return Json.object()
                .put("active", true)
                .put("scope", scopes.within(client.app().scopes()).text())
                .put("client_id", client.id().text())
                .put("sub", userId.toString())
                .put("tenant", client.id().tenantUid().toString());
    }

    private Optional<ObjectNode> ofRefresh(Clients.Client client, String token) {
        return refreshToken(client, token).map(held -> about(client, held.userId(), held.scopes()));
    }

    private Optional<GrantUse.Held> refreshToken(Clients.Client client, String text) {
        SecretToken token = client.token(text);
        return token == null
                ? Optional.empty()
                : database.transaction(
                        client.tenant().id(),
                        connection -> refreshTokens.find(connection, client, token));
    }

    /** Ends what a token came of, and with it all tokens; what is no token is ended already. */
    public void revoke(Parameters form, @Nullable String authorization, Visitor visitor) {
        Clients.Client client = clients.authenticate(form, authorization, visitor);
        String token = form.required("token");
        Optional<GrantUse.Held> refresh = refreshToken(client, token);
        refresh.map(GrantUse.Held::grantId)
                .or(() -> own(client, token).map(AccessTokens.Claims::familyId))
                .ifPresent(grant -> end(client, grant));
    }

    private void end(Clients.Client client, UUID grant) {
        TenantId tenant = client.tenant().id();
        database.transaction(
                tenant,
                connection -> {
                    if (Grants.end(connection, tenant, grant)) {
                        new AuditEvent(
                                        AuditKind.OAUTH_GRANT_ENDED,
                                        null,
                                        grant.toString(),
                                        null,
                                        Json.object()
                                                .put("how", "the app revoked it")
                                                .put("name", client.app().name()))
                                .write(connection, tenant);
                    }
                    return true;
                });
    }
}
