package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
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
    private final AttemptLimits limits;
    private final DeviceMarks marks;
    private final Ids ids;

    public SignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            AccessTokens accessTokens,
            AttemptLimits limits,
            DeviceMarks marks,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.refreshTokens = new RefreshTokens(ids, clock);
        this.limits = limits;
        this.marks = marks;
        this.ids = ids;
    }

    /** Who somebody says they are, and how they prove it. */
    public record Claim(String tenant, String email, String password) {}

    /** What a client gets to act with. */
    public record Tokens(String accessToken, String refreshToken) {}

    private record Credentials(UUID userId, String passwordHash) {}

    /**
     * Exchanges a password for tokens.
     *
     * @throws EngineException {@code invalid_credentials}, {@code too_many_requests} after many of
     *     those, or {@code overloaded}
     */
    public Tokens signIn(Claim claim, Visitor visitor) {
        List<AttemptLimits.Key> counted = counted(claim, visitor);
        limits.take(counted);
        Tokens tokens;
        try {
            tokens = attempt(claim, visitor);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.OVERLOADED) {
                limits.giveBack(counted);
            }
            throw e;
        }
        limits.giveBack(counted);
        return tokens;
    }

    // Strangers count together, by address and by account; a browser that the account was signed in
    // with counts by itself, so that strangers cannot keep its owner out.
    private List<AttemptLimits.Key> counted(Claim claim, Visitor visitor) {
        return marks.read(visitor.deviceMark(), claim.tenant, claim.email)
                .map(device -> List.of(AttemptLimits.Limit.DEVICE.of(device)))
                .orElseGet(() ->
                        List.of(
                                AttemptLimits.Limit.ADDRESS.of(visitor.network()),
                                AttemptLimits.Limit.ACCOUNT.of(
                                        claim.tenant, Users.key(claim.email))));
    }

    /** A mark for the browser that an account was signed in with. */
    public String deviceMark(Claim claim) {
        return marks.issue(claim.tenant, claim.email);
    }

    private Tokens attempt(Claim claim, Visitor visitor) {
        Tenant tenant = tenants.find(claim.tenant).filter(Tenant::active).orElse(null);
        Credentials credentials = tenant == null ? null : credentials(tenant, claim.email);
        boolean good =
                credentials == null
                        ? passwords.matchesNobody(claim.password)
                        : passwords.matches(claim.password, credentials.passwordHash);
        if (tenant == null || credentials == null || !good) {
            throw new EngineException(
                    ErrorCode.INVALID_CREDENTIALS, ErrorCode.INVALID_CREDENTIALS.title());
        }
        return database.transaction(
                tenant.id(), connection -> begin(connection, tenant, credentials.userId, visitor));
    }

    private Tokens begin(Connection connection, Tenant tenant, UUID userId, Visitor visitor)
            throws SQLException {
        UUID family = ids.next();
        Sessions.begin(connection, tenant.id(), family, userId, visitor);
        return new Tokens(
                accessTokens.issue(tenant.uid(), userId, family),
                refreshTokens.issue(connection, tenant.id(), tenant.uid(), userId, family));
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
