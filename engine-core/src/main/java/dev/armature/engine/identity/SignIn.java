package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final SecondFactors secondFactors;
    private final Post post;
    private final AddressLetters letters;
    private final Ids ids;

    public SignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            AccessTokens accessTokens,
            AttemptLimits limits,
            DeviceMarks marks,
            SecondFactors secondFactors,
            Post post,
            AddressLetters letters,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.refreshTokens = new RefreshTokens(ids, clock);
        this.limits = limits;
        this.marks = marks;
        this.secondFactors = secondFactors;
        this.post = post;
        this.letters = letters;
        this.ids = ids;
    }

    /** Who somebody says they are, and how they prove it. */
    public record Claim(String tenant, String email, String password, SecondProof second) {

        /** Reads {@code {tenant, email, password, otp?, passkey?}}. */
        public static Claim read(ObjectNode body) {
            Problems problems = new Problems();
            Attributes attributes = Attributes.of(body, "", problems);
            Claim claim =
                    new Claim(
                            attributes.text("tenant", 200),
                            attributes.text("email", 300),
                            attributes.text("password", Passwords.MAX_LENGTH),
                            SecondProof.read(attributes));
            attributes.finish();
            problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
            return claim;
        }
    }

    /** What a client gets to act with. */
    public record Tokens(String accessToken, String refreshToken) {}

    /**
     * Who somebody has proved to be.
     *
     * @param own whether by a password that they chose themselves
     */
    record Proven(Tenant tenant, UUID userId, boolean own) {}

    private record Credentials(UUID userId, String passwordHash, boolean own) {}

    /**
     * Exchanges a password for tokens.
     *
     * @throws EngineException {@code invalid_credentials}, {@code second_factor_required} or {@code
     *     invalid_second_factor} where the password was right, {@code too_many_requests} after many
     *     of those, or {@code overloaded}
     */
    public Tokens signIn(Claim claim, Visitor visitor) {
        Optional<String> device = device(claim, visitor);
        Proven proven = prove(claim, visitor, device);
        return begin(proven, visitor, device.isPresent(), "password");
    }

    private Tokens begin(Proven proven, Visitor visitor, boolean known, String how) {
        return database.transaction(
                proven.tenant.id(),
                connection -> {
                    if (!known) {
                        tellIfNew(connection, proven, visitor);
                    }
                    return begin(connection, proven, visitor, how);
                });
    }

    /**
     * Begins a session of who has proved who they are in another way.
     *
     * @param known whether in a browser of theirs
     */
    Tokens enter(Proven proven, Visitor visitor, boolean known, String how) {
        requireOpen(proven.tenant, proven.userId);
        return begin(proven, visitor, known, how);
    }

    // Programs keep no mark, so what they call themselves and where from tells them apart; the
    // first of all sign-ins is no news.
    private void tellIfNew(Connection connection, Proven proven, Visitor visitor) {
        Sql theirs =
                Sql.of(
                        "exists (select from sign_in where tenant_id = ",
                        Sql.number(proven.tenant.id().value()),
                        " and user_id = ",
                        Sql.value(proven.userId, ColumnType.UUID));
        Sql sql =
                Sql.of(
                        "select ",
                        theirs,
                        ") and not ",
                        theirs,
                        " and address = ",
                        Sql.value(visitor.address(), ColumnType.TEXT),
                        " and user_agent is not distinct from ",
                        Sql.value(visitor.userAgent(), ColumnType.TEXT),
                        ")");
        boolean told = sql.first(connection, row -> row.getBoolean(1)).orElse(false);
        if (told) {
            post.tell(
                    connection,
                    proven.tenant,
                    addressee(connection, proven.tenant, proven.userId),
                    LetterKind.NEW_DEVICE,
                    Map.of(
                            "address",
                            visitor.address(),
                            "device",
                            Objects.requireNonNullElse(visitor.userAgent(), "?")));
        }
    }

    private static Addressee addressee(Connection connection, Tenant tenant, UUID userId) {
        return Sql.of(
                        Addressee.SELECT,
                        " where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and id = ",
                        Sql.value(userId, ColumnType.UUID))
                .first(connection, Addressee::read)
                .orElseThrow();
    }

    /** Finds out who somebody is, and begins nothing. */
    Proven prove(Claim claim, Visitor visitor) {
        return prove(claim, visitor, device(claim, visitor));
    }

    private Optional<String> device(Claim claim, Visitor visitor) {
        return device(claim.tenant, claim.email, visitor);
    }

    Optional<String> device(String tenant, String email, Visitor visitor) {
        return marks.read(visitor.deviceMark(), tenant, email);
    }

    private Proven prove(Claim claim, Visitor visitor, Optional<String> device) {
        List<AttemptLimits.Key> counted = counted(claim.tenant, claim.email, visitor, device);
        limits.take(counted);
        Proven proven;
        try {
            proven = attempt(claim, visitor, device.orElse(""));
        } catch (EngineException e) {
            // What was asked of who knows the password is counted by itself.
            if (e.code() != ErrorCode.INVALID_CREDENTIALS) {
                limits.giveBack(counted);
            }
            throw e;
        }
        limits.giveBack(counted);
        return proven;
    }

    // Strangers count together, by address and by account; a browser that the account was signed in
    // with counts by itself, so that strangers cannot keep its owner out.
    static List<AttemptLimits.Key> counted(
            String tenant, String email, Visitor visitor, Optional<String> device) {
        return device.map(known -> List.of(AttemptLimits.Limit.DEVICE.of(known)))
                .orElseGet(() ->
                        List.of(
                                AttemptLimits.Limit.ADDRESS.of(visitor.network()),
                                AttemptLimits.Limit.ACCOUNT.of(tenant, Users.key(email))));
    }

    /** A mark for the browser that an account was signed in with. */
    public String deviceMark(Claim claim) {
        return deviceMark(claim.tenant, claim.email);
    }

    String deviceMark(String tenant, String email) {
        return marks.issue(tenant, email);
    }

    private Proven attempt(Claim claim, Visitor visitor, String device) {
        Tenant tenant = tenants.find(claim.tenant).orElse(null);
        Credentials credentials = tenant == null ? null : credentials(tenant, claim.email);
        boolean good =
                credentials == null
                        ? passwords.matchesNobody(claim.password)
                        : passwords.matches(claim.password, credentials.passwordHash);
        if (tenant != null && !good) {
            failed(
                    tenant,
                    credentials == null ? null : credentials.userId,
                    visitor,
                    credentials == null ? "no such user" : "password");
        }
        if (tenant == null || credentials == null || !good) {
            throw new EngineException(
                    ErrorCode.INVALID_CREDENTIALS, ErrorCode.INVALID_CREDENTIALS.title());
        }
        requireSecondFactor(tenant, credentials.userId, claim.second, visitor, device);
        requireOpen(tenant, credentials.userId);
        return new Proven(tenant, credentials.userId, credentials.own);
    }

    // Told to nobody but who could have come in.
    void requireOpen(Tenant tenant, UUID userId) {
        if (!tenant.active()) {
            throw new EngineException(
                    ErrorCode.TENANT_SUSPENDED,
                    "The operator has suspended this tenant; nothing in it is lost. Ask the operator");
        }
        requireVerified(tenant, userId);
    }

    /** Keeps out whom mail has to reach first, and sends it. */
    private void requireVerified(Tenant tenant, UUID userId) {
        if (database.transaction(
                tenant.id(), connection -> isKeptOut(connection, tenant, userId))) {
            throw unverified();
        }
    }

    static EngineException unverified() {
        return new EngineException(
                ErrorCode.EMAIL_UNVERIFIED,
                "This tenant lets in who has confirmed their e-mail address; a link is on its way there");
    }

    /** Whether somebody who has proved who they are is kept out still; if so, a link is sent. */
    boolean isKeptOut(Connection connection, Tenant tenant, UUID userId) {
        boolean kept = AddressDemand.keepsOut(connection, tenant.id(), userId);
        if (kept) {
            letters.demand(connection, tenant, addressee(connection, tenant, userId));
        }
        return kept;
    }

    /** Begins a session of somebody who comes from another tenant of theirs. */
    Tokens enter(Memberships.Membership target, SecondProof second, Visitor visitor) {
        Tenant tenant = target.tenant();
        requireSecondFactor(tenant, target.userId(), second, visitor, "");
        requireVerified(tenant, target.userId());
        return database.transaction(
                tenant.id(),
                connection -> {
                    // Held, and looked at then: whoever takes the user over comes before, or ends
                    // this session.
                    boolean holds =
                            exists(
                                            connection,
                                            "user_account where active and id = ",
                                            target,
                                            Sql.of(
                                                    " and ",
                                                    SignInSettings.byPassword(tenant.id()),
                                                    " for share"))
                                    && exists(
                                            connection,
                                            "membership where user_id = ",
                                            target,
                                            Sql.EMPTY);
                    if (!holds) {
                        throw EngineException.notFound("The membership");
                    }
                    return begin(
                            connection,
                            new Proven(tenant, target.userId(), true),
                            visitor,
                            "switched");
                });
    }

    // What was typed is not noted: people type passwords in the wrong place.
    void failed(Tenant tenant, @Nullable UUID userId, Visitor visitor, String what) {
        new AuditEvent(
                        AuditKind.SIGN_IN_FAILED,
                        null,
                        userId == null ? null : userId.toString(),
                        visitor.address(),
                        Json.object().put("wrong", what))
                .write(database, tenant.id());
    }

    private void requireSecondFactor(
            Tenant tenant, UUID userId, SecondProof second, Visitor visitor, String device) {
        switch (secondFactors.check(tenant.id(), userId, second, device)) {
            case MISSING ->
                    throw new EngineException(
                            ErrorCode.SECOND_FACTOR_REQUIRED,
                            ErrorCode.SECOND_FACTOR_REQUIRED.title());
            case WRONG -> {
                failed(tenant, userId, visitor, "second factor");
                throw new EngineException(
                        ErrorCode.INVALID_SECOND_FACTOR, ErrorCode.INVALID_SECOND_FACTOR.title());
            }
            case NOT_NEEDED, RIGHT -> {}
        }
    }

    /**
     * Begins a session of somebody for whom a provider of the tenant has vouched. The tenant's
     * administrators choose the provider, so it reaches no other tenant.
     */
    Tokens beginWithProvider(
            Connection connection,
            Tenant tenant,
            UUID userId,
            UUID providerId,
            String provider,
            Visitor visitor)
            throws SQLException {
        Proven proven = new Proven(tenant, userId, false);
        tellIfNew(connection, proven, visitor);
        return begin(connection, proven, visitor, "provider " + provider, providerId);
    }

    private Tokens begin(Connection connection, Proven proven, Visitor visitor, String how)
            throws SQLException {
        return begin(connection, proven, visitor, how, null);
    }

    private Tokens begin(
            Connection connection,
            Proven proven,
            Visitor visitor,
            String how,
            @Nullable UUID provider)
            throws SQLException {
        Tenant tenant = proven.tenant;
        UUID userId = proven.userId;
        UUID family = ids.next();
        Sessions.begin(connection, tenant.id(), family, userId, visitor, proven.own, provider);
        AuditEvent.by(userId, AuditKind.SIGN_IN_SUCCEEDED, family)
                .from(visitor.address())
                .with("how", how)
                .write(connection, tenant.id());
        return new Tokens(
                accessTokens.issue(tenant.uid(), userId, family),
                refreshTokens.issue(connection, tenant.id(), tenant.uid(), userId, family));
    }

    private @Nullable Credentials credentials(Tenant tenant, String email) {
        Sql sql =
                Sql.of(
                        "select id, password_hash, own_password from user_account where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and email_key = ",
                        Sql.value(Users.key(email), ColumnType.TEXT),
                        " and active and ",
                        SignInSettings.byPassword(tenant.id()));
        Credentials[] found = new Credentials[1];
        database.query(
                tenant.id(),
                sql,
                rows -> {
                    if (rows.next()) {
                        found[0] =
                                new Credentials(
                                        rows.getObject(1, UUID.class),
                                        rows.getString(2),
                                        rows.getBoolean(3));
                    }
                });
        return found[0];
    }

    /** Exchanges a refresh token for new tokens; the old one is used up. */
    public Tokens refresh(String token) {
        SecretToken parsed = SecretToken.parse(token);
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

    private static boolean exists(
            Connection connection, String of, Memberships.Membership target, Sql more) {
        return Sql.of(
                        "select 1 from " + of,
                        Sql.value(target.userId(), ColumnType.UUID),
                        " and tenant_id = ",
                        Sql.number(target.tenant().id().value()),
                        more)
                .first(connection, row -> true)
                .isPresent();
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
                    AuditEvent.by(caller.userId(), AuditKind.SESSION_ENDED, familyId)
                            .with("how", "signed out")
                            .write(connection, caller.tenantId());
                    return true;
                });
    }
}
