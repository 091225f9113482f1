package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.passkey.Assertion;
import dev.armature.engine.passkey.Purpose;
import dev.armature.engine.passkey.UserHandle;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The second factor: codes from a device that the person has (TOTP), passkeys, or recovery codes.
 * Thread-safe.
 */
public final class SecondFactors {

    // Of 160 bits, as RFC 4226 asks for.
    private static final int SECRET_BYTES = 20;
    // Devices' clocks are not quite right.
    private static final int STEPS_AROUND = 1;
    // No object or field of metadata has a number below zero.
    private static final int NO_FIELD = -1;

    private final TenantDatabase database;
    private final SecretBox box;
    private final Reauthentication reauthentication;
    private final AttemptLimits limits;
    private final PasskeyUse passkeys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public SecondFactors(
            TenantDatabase database,
            SecretBox box,
            Reauthentication reauthentication,
            AttemptLimits limits,
            PasskeyUse passkeys,
            Clock clock) {
        this.database = database;
        this.box = box;
        this.reauthentication = reauthentication;
        this.limits = limits;
        this.passkeys = passkeys;
        this.clock = clock;
    }

    /**
     * What a person has.
     *
     * @param enabled whether a device makes codes
     * @param recoveryCodesLeft how many recovery codes were not used yet
     */
    public record State(boolean enabled, int recoveryCodesLeft) {}

    /**
     * What a device needs to make codes.
     *
     * @param uri the same for a camera, as authenticators read it
     */
    public record Enrolment(String secret, String uri) {}

    /** What came of asking for a code at sign-in. */
    enum Check {
        NOT_NEEDED,
        MISSING,
        WRONG,
        RIGHT
    }

    private record Stored(String sealed, long lastStep, boolean confirmed) {}

    public State state(Caller caller) {
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    boolean enabled =
                            find(connection, caller.tenantId(), caller.userId())
                                    .filter(Stored::confirmed)
                                    .isPresent();
                    int left =
                            Sql.of(
                                            "select count(*)::int from recovery_code where tenant_id = ",
                                            Sql.number(caller.tenantId().value()),
                                            " and user_id = ",
                                            Sql.value(caller.userId(), ColumnType.UUID),
                                            " and used_at is null")
                                    .first(connection, row -> row.getInt(1))
                                    .orElse(0);
                    return new State(enabled, left);
                });
    }

    /** Begins to set one up: it counts once {@link #confirm} has seen a code of the device. */
    public Enrolment begin(Caller caller, String password) {
        reauthentication.require(caller, password);
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base32.encode(bytes);
        String sealed = box.seal(place(caller.tenantId().value(), caller.userId()), secret);
        int stored =
                database.transaction(
                        caller.tenantId(),
                        connection ->
                                Sql.of(
                                                "insert into second_factor (tenant_id, user_id, sealed) values (",
                                                Sql.number(caller.tenantId().value()),
                                                ", ",
                                                Sql.value(caller.userId(), ColumnType.UUID),
                                                ", ",
                                                Sql.value(sealed, ColumnType.TEXT),
                                                ") on conflict (tenant_id, user_id) do update set sealed = excluded.sealed, created_at = now() where second_factor.confirmed_at is null")
                                        .execute(connection));
        if (stored == 0) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "There is a second factor already; remove it first");
        }
        return new Enrolment(secret, uri(caller, secret));
    }

    private static String uri(Caller caller, String secret) {
        String issuer = caller.tenant().name();
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(
                        encoded(issuer),
                        encoded(caller.email()),
                        secret,
                        encoded(issuer),
                        Totp.DIGITS,
                        Totp.STEP_SECONDS);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Ends setting up, with a code of the device.
     *
     * @return recovery codes, which are told this once; none for who has some with a passkey
     */
    public List<String> confirm(Caller caller, String code) {
        List<AttemptLimits.Key> counted = counted(caller.tenantId(), caller.userId(), "");
        limits.take(counted);
        List<String> codes =
                database.transaction(
                        caller.tenantId(),
                        connection -> {
                            FactorRows.hold(connection, caller.tenantId(), caller.userId());
                            Stored stored =
                                    find(connection, caller.tenantId(), caller.userId())
                                            .filter(found -> !found.confirmed)
                                            .orElseThrow(() ->
                                                    new EngineException(
                                                            ErrorCode.STATE_CONFLICT,
                                                            "No second factor is being set up"));
                            if (!useCode(
                                    connection, caller.tenantId(), caller.userId(), stored, code)) {
                                throw wrongCode();
                            }
                            boolean first =
                                    !FactorRows.has(connection, caller.tenantId(), caller.userId());
                            confirmed(connection, caller);
                            AuditEvent.by(
                                            caller.userId(),
                                            AuditKind.SECOND_FACTOR_ENABLED,
                                            caller.userId())
                                    .write(connection, caller.tenantId());
                            return FactorRows.codesOfTheFirst(
                                    connection, caller.tenantId(), caller.userId(), first);
                        });
        limits.giveBack(counted);
        return codes;
    }

    private static void confirmed(Connection connection, Caller caller) {
        Sql.of(
                        "update second_factor set confirmed_at = now() where tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and user_id = ",
                        Sql.value(caller.userId(), ColumnType.UUID))
                .execute(connection);
    }

    /** New recovery codes; the old ones are good for nothing any more. */
    public List<String> replaceCodes(Caller caller, String password) {
        reauthentication.require(caller, password);
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    if (!FactorRows.has(connection, caller.tenantId(), caller.userId())) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT, "There is no second factor");
                    }
                    AuditEvent.by(
                                    caller.userId(),
                                    AuditKind.RECOVERY_CODES_REPLACED,
                                    caller.userId())
                            .write(connection, caller.tenantId());
                    return RecoveryCodes.replace(connection, caller.tenantId(), caller.userId());
                });
    }

    /**
     * Does without codes of the device from now on.
     *
     * @throws EngineException {@code state_conflict} when there is no passkey either, and the
     *     tenant asks for a second factor
     */
    public void remove(Caller caller, String password) {
        reauthentication.require(caller, password);
        database.transaction(
                caller.tenantId(),
                connection -> {
                    FactorRows.hold(connection, caller.tenantId(), caller.userId());
                    delete(connection, caller, caller.userId());
                    FactorRows.afterRemoval(connection, caller);
                    return true;
                });
    }

    /** Takes all of a user's away, who has lost device, passkeys and recovery codes. */
    public void remove(Caller by, UUID userId) {
        database.transaction(
                by.tenantId(),
                connection -> {
                    FactorRows.hold(connection, by.tenantId(), userId);
                    delete(connection, by, userId);
                    PasskeyRows.removeAll(connection, by.tenantId(), userId);
                    RecoveryCodes.remove(connection, by.tenantId(), userId);
                    return true;
                });
    }

    private static void delete(Connection connection, Caller by, UUID userId) {
        AuditEvent.by(by.userId(), AuditKind.SECOND_FACTOR_REMOVED, userId)
                .write(connection, by.tenantId());
        Sql.of(
                        "delete from second_factor where tenant_id = ",
                        Sql.number(by.tenantId().value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID))
                .execute(connection);
    }

    static EngineException wrongCode() {
        return EngineException.invalid(
                ErrorCode.VALIDATION_FAILED,
                new Problem(
                        "/code", "wrong_code", "This is not the code that the device shows now"));
    }

    static EngineException wrongPasskey() {
        return EngineException.invalid(
                ErrorCode.VALIDATION_FAILED,
                new Problem("/passkey", "wrong_passkey", ErrorCode.INVALID_PASSKEY.title()));
    }

    /**
     * Asks who is signed in for it again, if they have one.
     *
     * @throws EngineException {@code validation_failed} at {@code /otp} or {@code /passkey}
     */
    void require(Caller caller, SecondProof shown) {
        switch (checkAgain(caller, shown)) {
            case MISSING ->
                    throw EngineException.invalid(
                            ErrorCode.VALIDATION_FAILED,
                            new Problem("/otp", "required", "The second factor is needed too"));
            case WRONG -> {
                if (shown.passkey() != null) {
                    throw wrongPasskey();
                }
                throw EngineException.invalid(
                        ErrorCode.VALIDATION_FAILED,
                        new Problem("/otp", "wrong_code", ErrorCode.INVALID_SECOND_FACTOR.title()));
            }
            case NOT_NEEDED, RIGHT -> {}
        }
    }

    /** Asks for it of who is signed in. What is right is used up. */
    Check checkAgain(Caller caller, SecondProof shown) {
        UserHandle whose = new UserHandle(caller.tenant().uid(), caller.userId());
        return check(caller.tenantId(), caller.userId(), shown, "", Purpose.PROOF, whose);
    }

    /**
     * Asks for it at sign-in, once the password was right. What is right is used up.
     *
     * @param device the browser that the person is known by, or an empty text: it counts by itself
     */
    Check check(TenantId tenant, UUID userId, SecondProof shown, String device) {
        return check(tenant, userId, shown, device, Purpose.SECOND_FACTOR, null);
    }

    private Check check(
            TenantId tenant,
            UUID userId,
            SecondProof shown,
            String device,
            Purpose purpose,
            @Nullable UserHandle whose) {
        boolean needed =
                database.transaction(
                        tenant, connection -> FactorRows.has(connection, tenant, userId));
        if (!needed || shown.isMissing()) {
            return needed ? Check.MISSING : Check.NOT_NEEDED;
        }
        List<AttemptLimits.Key> counted = counted(tenant, userId, device);
        limits.take(counted);
        Assertion passkey = shown.passkey();
        boolean right =
                database.transaction(
                        tenant,
                        connection ->
                                passkey == null
                                        ? use(connection, tenant, userId, shown.otp())
                                        : passkeys.use(
                                                        connection,
                                                        tenant,
                                                        userId,
                                                        passkey,
                                                        purpose,
                                                        whose)
                                                .isPresent());
        if (!right) {
            return Check.WRONG;
        }
        limits.giveBack(counted);
        return Check.RIGHT;
    }

    private static List<AttemptLimits.Key> counted(TenantId tenant, UUID userId, String device) {
        return List.of(
                AttemptLimits.Limit.SECOND_FACTOR.of(tenant.toString(), userId.toString(), device));
    }

    private boolean use(Connection connection, TenantId tenant, UUID userId, @Nullable String otp)
            throws SQLException {
        if (otp == null) {
            return false;
        }
        Optional<Stored> stored = find(connection, tenant, userId).filter(Stored::confirmed);
        return (stored.isPresent() && useCode(connection, tenant, userId, stored.get(), otp))
                || RecoveryCodes.use(connection, tenant, userId, otp);
    }

    private boolean useCode(
            Connection connection, TenantId tenant, UUID userId, Stored stored, String code) {
        String digits = code.replaceAll("\\s", "");
        byte[] secret = Base32.decode(open(tenant, userId, stored.sealed));
        long now = Totp.step(clock.instant());
        for (long step = now - STEPS_AROUND; step <= now + STEPS_AROUND; step++) {
            if (step > stored.lastStep && Totp.code(secret, step).equals(digits)) {
                return takeStep(connection, tenant, userId, step);
            }
        }
        return false;
    }

    // Of two who come with one code at once, the row lets one through.
    private static boolean takeStep(
            Connection connection, TenantId tenant, UUID userId, long step) {
        return Sql.of(
                                "update second_factor set last_step = ",
                                Sql.number(step),
                                " where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and user_id = ",
                                Sql.value(userId, ColumnType.UUID),
                                " and last_step < ",
                                Sql.number(step))
                        .execute(connection)
                == 1;
    }

    private static Optional<Stored> find(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(
                        "select sealed, last_step, confirmed_at is not null from second_factor where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID))
                .first(
                        connection,
                        row -> new Stored(row.getString(1), row.getLong(2), row.getBoolean(3)));
    }

    private String open(TenantId tenant, UUID userId, String sealed) {
        try {
            return box.open(place(tenant.value(), userId), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret of a second factor cannot be opened", e);
        }
    }

    /** Where the secret of a user belongs. */
    static SecretPlace place(int tenant, UUID userId) {
        return new SecretPlace(tenant, NO_FIELD, NO_FIELD, userId);
    }
}
