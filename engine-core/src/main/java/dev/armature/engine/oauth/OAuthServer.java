package dev.armature.engine.oauth;

import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Sessions;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** The authorization server: its parts, put together. */
public record OAuthServer(
        Apps apps,
        AuthorizationRequests requests,
        Begun begun,
        Authorizations authorizations,
        Consents consents,
        TokenEndpoint tokens,
        TokenStates states,
        UserInfo userInfo) {

    /** What it stands on. */
    public record Foundation(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Sessions sessions,
            Entrances entrances,
            AttemptLimits limits,
            AccessTokens accessTokens,
            SigningKeys keys,
            PublicUrl url) {}

    /** Puts it together. */
    public static OAuthServer of(Foundation on, Begun begun, Supplier<UUID> ids, Clock clock) {
        Apps apps = new Apps(on.database, on.tenants, on.callers, ids);
        Clients clients =
                new Clients(
                        on.database,
                        apps,
                        new ClientAssertions(on.database, on.url, clock),
                        on.limits);
        IdTokens idTokens = new IdTokens(on.keys, on.url, clock);
        AuthorizationRequests requests = new AuthorizationRequests(apps, on.url);
        Consents consents = new Consents(on.database);
        return new OAuthServer(
                apps,
                requests,
                begun,
                new Authorizations(
                        on.database, requests, consents, on.sessions, idTokens, begun, ids, clock),
                consents,
                new TokenEndpoint(
                        on.database, clients, on.accessTokens, idTokens, on.callers, ids, clock),
                new TokenStates(on.database, clients, on.accessTokens, on.entrances, on.url, clock),
                new UserInfo(on.accessTokens, on.entrances, apps));
    }
}
