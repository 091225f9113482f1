package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Entrant;
import dev.armature.metadata.json.Json;

/**
 * Tells an app who the person is, as far as its scopes go (OpenID Connect Core, 5.3). Thread-safe.
 */
public final class UserInfo {

    private final AccessTokens tokens;
    private final Entrances entrances;
    private final Apps apps;

    public UserInfo(AccessTokens tokens, Entrances entrances, Apps apps) {
        this.tokens = tokens;
        this.entrances = entrances;
        this.apps = apps;
    }

    /**
     * What the app may know by its token.
     *
     * @throws OAuthRefusal {@code invalid_token} or {@code insufficient_scope}
     */
    public ObjectNode of(String token) {
        Entrant entrant =
                entrances
                        .find(token)
                        .orElseThrow(() ->
                                new OAuthRefusal(
                                        OAuthError.INVALID_TOKEN,
                                        "the access token is not valid, or not any more"));
        AppScopes scopes =
                tokens.verify(token)
                        .map(AccessTokens.Claims::app)
                        .flatMap(app ->
                                apps.find(entrant.caller().tenantId(), app.appId())
                                        .map(known -> app.scopes().within(known.app().scopes())))
                        .filter(held -> held.has(AppScopes.OPENID))
                        .orElseThrow(() ->
                                new OAuthRefusal(
                                        OAuthError.INSUFFICIENT_SCOPE,
                                        "the token has no scope openid"));
        return about(entrant.caller(), scopes);
    }

    private static ObjectNode about(Caller caller, AppScopes scopes) {
        ObjectNode json =
                Json.object()
                        .put("sub", caller.userId().toString())
                        .put("tenant", caller.tenant().uid().toString());
        if (scopes.has(AppScopes.PROFILE)) {
            json.put("name", caller.name())
                    .put("locale", caller.locale())
                    .put("zoneinfo", caller.tenant().zone().getId());
        }
        if (scopes.has(AppScopes.EMAIL)) {
            json.put("email", caller.email());
        }
        return json;
    }
}
