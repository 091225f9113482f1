package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives apps tokens: for a code, for a refresh token, or as the service user. What is used a second
 * time was copied, and ends all that came of it. Thread-safe.
 */
public final class TokenEndpoint {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final TenantDatabase database;
    private final Clients clients;
    private final AccessTokens accessTokens;
    private final IdTokens idTokens;
    private final GrantUse use;
    private final AppRefreshTokens refreshTokens;
    private final Callers callers;
    private final Supplier<UUID> ids;

    TokenEndpoint(
            TenantDatabase database,
            Clients clients,
            AccessTokens accessTokens,
            IdTokens idTokens,
            Callers callers,
            Supplier<UUID> ids,
            Clock clock) {
        this.database = database;
        this.clients = clients;
        this.accessTokens = accessTokens;
        this.idTokens = idTokens;
        this.use = new GrantUse(clock);
        this.refreshTokens = new AppRefreshTokens(ids, clock);
        this.callers = callers;
        this.ids = ids;
    }

    /**
     * Answers a request for tokens.
     *
     * @param authorization the header of that name
     * @throws OAuthRefusal with the reason
     */
    public ObjectNode answer(Parameters form, @Nullable String authorization, Visitor visitor) {
        form.requireOnce();
        String type = form.required("grant_type");
        Clients.Client client = clients.authenticate(form, authorization, visitor);
        return switch (type) {
            case "authorization_code" -> byCode(client, form, visitor);
            case "refresh_token" -> byRefreshToken(client, form);
            case "client_credentials" -> asServiceUser(client, form, visitor);
            default ->
                    throw new OAuthRefusal(
                            OAuthError.UNSUPPORTED_GRANT_TYPE,
                            "grant_type is authorization_code, refresh_token or client_credentials");
        };
    }

    private ObjectNode byCode(Clients.Client client, Parameters form, Visitor visitor) {
        SecretToken code = own(client, form.required("code"));
        String verifier = form.required("code_verifier");
        GrantUse.Offer offer =
                new GrantUse.Offer(
                        code,
                        form.get("redirect_uri"),
                        VERIFIER.matcher(verifier).matches() ? challenge(verifier) : "");
        return database.transaction(
                        client.tenant().id(),
                        connection -> {
                            Optional<GrantUse.Held> held = use.byCode(connection, client, offer);
                            if (held.isEmpty()) {
                                return Optional.<ObjectNode>empty();
                            }
                            noted(held.get().userId(), client, "code", held.get().scopes(), visitor)
                                    .write(connection, client.tenant().id());
                            return Optional.of(
                                    tokens(connection, client, held.get(), held.get().scopes()));
                        })
                .orElseThrow(TokenEndpoint::refused);
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    private static SecretToken own(Clients.Client client, String text) {
        SecretToken token = client.token(text);
        if (token == null) {
            throw refused();
        }
        return token;
    }

    private static OAuthRefusal refused() {
        return new OAuthRefusal(
                OAuthError.INVALID_GRANT,
                "it is not known, not for this app, used, expired or revoked");
    }

    private ObjectNode byRefreshToken(Clients.Client client, Parameters form) {
        SecretToken token = own(client, form.required("refresh_token"));
        String wanted = form.get("scope");
        TenantId tenant = client.tenant().id();
        return database.transaction(
                        tenant,
                        connection -> {
                            Optional<GrantUse.Held> held =
                                    refreshTokens.use(connection, client, token);
                            return held.isEmpty()
                                    ? Optional.<ObjectNode>empty()
                                    : Optional.of(
                                            tokens(
                                                    connection,
                                                    client,
                                                    held.get(),
                                                    narrowed(held.get().scopes(), wanted)));
                        })
                .orElseThrow(TokenEndpoint::refused);
    }

    // Thrown before the transaction ends, so the token is not used up by a request that is wrong.
    private static AppScopes narrowed(AppScopes granted, @Nullable String wanted) {
        AppScopes scopes = wanted == null ? granted : AppScopes.parse(wanted);
        if (scopes.isEmpty() || !granted.cover(scopes)) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_SCOPE, "scope names more than was granted, or nothing");
        }
        return scopes;
    }

    private ObjectNode tokens(
            Connection connection, Clients.Client client, GrantUse.Held held, AppScopes scopes)
            throws SQLException {
        ObjectNode answer = accessToken(client, held.userId(), held.grantId(), scopes);
        if (held.scopes().has(AppScopes.OFFLINE)) {
            answer.put("refresh_token", refreshTokens.issue(connection, client, held.grantId()));
        }
        if (scopes.has(AppScopes.OPENID)) {
            answer.put(
                    "id_token",
                    idTokens.issue(
                            client.id(), held.subject(), answer.get("access_token").textValue()));
        }
        return answer;
    }

    private ObjectNode accessToken(
            Clients.Client client, UUID userId, UUID grantId, AppScopes scopes) {
        AppScopes held = scopes.within(client.app().scopes());
        return Json.object()
                .put("access_token", accessTokens.issue(client.id(), userId, grantId, held))
                .put("token_type", "Bearer")
                .put("expires_in", AccessTokens.LIFETIME.toSeconds())
                .put("scope", held.text());
    }

    private ObjectNode asServiceUser(Clients.Client client, Parameters form, Visitor visitor) {
        App app = client.app();
        UUID user = app.serviceUser();
        if (user == null || callers.find(client.tenant(), user).isEmpty()) {
            throw new OAuthRefusal(
                    OAuthError.UNAUTHORIZED_CLIENT,
                    "the app has no service user, or that one is switched off");
        }
        String wanted = form.get("scope");
        AppScopes scopes = (wanted == null ? app.scopes() : AppScopes.parse(wanted)).ofApi();
        if (scopes.isEmpty() || !app.scopes().cover(scopes)) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_SCOPE,
                    "scope names none of the API, or one that the app is not registered for");
        }
        UUID grant = ids.get();
        TenantId tenant = client.tenant().id();
        database.transaction(
                tenant,
                connection -> {
                    Grants.begin(
                            connection,
                            tenant,
                            new Grants.Fresh(grant, app.id(), user, scopes, null, null, null));
                    noted(user, client, "service user", scopes, visitor).write(connection, tenant);
                    return true;
                });
        return accessToken(client, user, grant, scopes);
    }

    private static AuditEvent noted(
            UUID user, Clients.Client client, String how, AppScopes scopes, Visitor visitor) {
        return AuditEvent.by(user, AuditKind.OAUTH_GRANT_USED, client.app().id())
                .with("how", how)
                .with("name", client.app().name())
                .with("scopes", scopes.text())
                .from(visitor.address());
    }

    /** Whether two texts are the same; takes as long for different ones. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
