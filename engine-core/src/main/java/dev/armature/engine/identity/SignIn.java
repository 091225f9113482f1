package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signing in, staying signed in, and signing out. Unknown tenants, unknown users, wrong passwords
 * and switched-off accounts get the same answer after the same time. Thread-safe.
 */
public final class SignIn {

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Passwords passwords;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final Ids ids;

    public SignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            AccessTokens accessTokens,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.refreshTokens = new RefreshTokens(ids, clock);
        this.ids = ids;
    }

    /** What a client gets to act with. */
    public record Tokens(String accessToken, String refreshToken) {}

    private record Credentials(UUID userId, String passwordHash) {}

    /** Exchanges a password for tokens. */
    public Tokens signIn(String slug, String email, String password) {
        Tenant tenant = tenants.find(slug).filter(Tenant::active).orElse(null);
        Credentials credentials = tenant == null ? null : credentials(tenant, email);
        boolean good =
                credentials == null
                        ? passwords.matchesNobody(password)
                        : passwords.matches(password, credentials.passwordHash);
        if (tenant == null || credentials == null || !good) {
            throw new EngineException(
                    ErrorCode.INVALID_CREDENTIALS, ErrorCode.INVALID_CREDENTIALS.title());
        }
        UUID family = ids.next();
        return database.transaction(
                tenant.id(),
                connection ->
                        new Tokens(
                                accessTokens.issue(tenant.uid(), credentials.userId, family),
                                refreshTokens.issue(
                                        connection,
                                        tenant.id(),
                                        tenant.uid(),
                                        credentials.userId,
                                        family)));
    }

    private @Nullable Credentials credentials(Tenant tenant, String email) {
        Sql sql =
                Sql.of(
                        "select id, password_hash from user_account where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and email_key = ",
                        Sql.value(Users.key(email), ColumnType.TEXT),
                        " and active");
        Credentials[] found = new Credentials[1];
        database.query(
                tenant.id(),
                sql,
                rows -> {
                    if (rows.next()) {
                        found[0] =
                                new Credentials(rows.getObject(1, UUID.class), rows.getString(2));
                    }
                });
        return found[0];
    }

    /** Exchanges a refresh token for new tokens; the old one is used up. */
    public Tokens refresh(String token) {
        RefreshTokens.Parsed parsed = RefreshTokens.parse(token);
        Tenant tenant =
                parsed == null
                        ? null
                        : tenants.find(parsed.tenantUid()).filter(Tenant::active).orElse(null);
        if (parsed == null || tenant == null) {
            throw refused();
        }
        Optional<Tokens> tokens =
                database.transaction(
                        tenant.id(),
                        connection -> {
                            Optional<RefreshTokens.Used> used =
                                    refreshTokens.use(connection, tenant.id(), parsed);
                            if (used.isEmpty()) {
                                return Optional.<Tokens>empty();
                            }
                            UUID user = used.get().userId();
                            UUID family = used.get().familyId();
                            return Optional.of(
                                    new Tokens(
                                            accessTokens.issue(tenant.uid(), user, family),
                                            refreshTokens.issue(
                                                    connection,
                                                    tenant.id(),
                                                    tenant.uid(),
                                                    user,
                                                    family)));
                        });
        return tokens.orElseThrow(SignIn::refused);
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.INVALID_REFRESH_TOKEN, ErrorCode.INVALID_REFRESH_TOKEN.title());
    }

    /** Ends one sign-in: its refresh tokens at once, its access token within seconds. */
    public void signOut(Caller caller, UUID familyId) {
        database.transaction(
                caller.tenantId(),
                connection -> {
                    RefreshTokens.revokeFamily(connection, caller.tenantId(), familyId);
                    return true;
                });
    }
}
