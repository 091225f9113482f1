package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.passkey.Assertion;
import dev.armature.engine.passkey.PasskeyOptions;
import dev.armature.engine.passkey.Purpose;
import dev.armature.engine.passkey.UserHandle;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by a passkey alone. It tells whose it is, so nothing is typed and nothing is answered
 * to who only asks; its person was verified by their device, so no other factor is asked for. Who
 * may not come in by password may not by this. Thread-safe.
 */
public final class PasskeySignIn {

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final PasskeyUse passkeys;
    private final PasskeyOptions options;
    private final AttemptLimits limits;
    private final SignIn signIn;

    public PasskeySignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            PasskeyUse passkeys,
            PasskeyOptions options,
            AttemptLimits limits,
            SignIn signIn) {
        this.database = database;
        this.tenants = tenants;
        this.passkeys = passkeys;
        this.options = options;
        this.limits = limits;
        this.signIn = signIn;
    }

    /**
     * What a browser is asked, by {@code {purpose?}}: {@code sign_in}, or {@code second_factor}
     * after a password. It is the same for everybody, whoever they are.
     */
    public ObjectNode options(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        Purpose purpose =
                attributes.choice(
                        "purpose",
                        Purpose.SIGN_IN,
                        List.of(Purpose.SIGN_IN, Purpose.SECOND_FACTOR),
                        one -> one.name().toLowerCase(Locale.ROOT));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return options.toUse(purpose, null, List.of());
    }

    /** A session that was begun, and the mark for the browser of its person. */
    public record Entered(SignIn.Tokens tokens, String deviceMark) {}

    private record Account(Tenant tenant, UUID userId, @Nullable String email) {

        /** Who it is to count attempts by; one that is not there counts as one that is. */
        String emailOrId() {
            return Objects.requireNonNullElse(email, userId.toString());
        }
    }

    /**
     * Begins a session, by {@code {passkey}}.
     *
     * @throws EngineException {@code invalid_passkey}, {@code too_many_requests} after many of
     *     those, or what keeps out who has proved who they are
     */
    public Entered enter(ObjectNode body, Visitor visitor) {
        Assertion assertion = assertion(body);
        Account account = account(assertion.user());
        Optional<String> device = device(account, visitor);
        SignIn.Proven proven = counted(account, assertion, visitor, device);
        return new Entered(
                signIn.enter(proven, visitor, device.isPresent(), "passkey"),
                signIn.deviceMark(
                        proven.tenant().slug(), Objects.requireNonNull(account).emailOrId()));
    }

    /**
     * Finds out who somebody is, by {@code {passkey}}, and begins nothing.
     *
     * @throws EngineException as when they sign in
     */
    SignIn.Proven prove(ObjectNode body, Visitor visitor) {
        Assertion assertion = assertion(body);
        Account account = account(assertion.user());
        SignIn.Proven proven = counted(account, assertion, visitor, device(account, visitor));
        signIn.requireOpen(proven.tenant(), proven.userId());
        return proven;
    }

    private static Assertion assertion(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        Assertion assertion = Assertion.required(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return assertion;
    }

    private Optional<String> device(@Nullable Account account, Visitor visitor) {
        return account == null
                ? Optional.empty()
                : signIn.device(account.tenant.slug(), account.emailOrId(), visitor);
    }

    private SignIn.Proven counted(
            @Nullable Account account,
            Assertion assertion,
            Visitor visitor,
            Optional<String> device) {
        List<AttemptLimits.Key> counted =
                account == null
                        ? List.of(AttemptLimits.Limit.ADDRESS.of(visitor.network()))
                        : SignIn.counted(
                                account.tenant.slug(), account.emailOrId(), visitor, device);
        limits.take(counted);
        SignIn.Proven proven = prove(account, assertion, visitor);
        limits.giveBack(counted);
        return proven;
    }

    private @Nullable Account account(@Nullable UserHandle handle) {
        Tenant tenant = handle == null ? null : tenants.find(handle.tenantUid()).orElse(null);
        if (handle == null || tenant == null) {
            return null;
        }
        Sql sql =
                Sql.of(
                        "select email from user_account where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and id = ",
                        Sql.value(handle.userId(), ColumnType.UUID),
                        " and active and ",
                        SignInSettings.byPassword(tenant.id()));
        return new Account(
                tenant,
                handle.userId(),
                database.transaction(
                                tenant.id(),
                                connection -> sql.first(connection, row -> row.getString(1)))
                        .orElse(null));
    }

    private SignIn.Proven prove(@Nullable Account account, Assertion assertion, Visitor visitor) {
        if (account == null) {
            throw refused();
        }
        boolean known = account.email != null;
        Optional<PasskeyRows.Known> passkey =
                known
                        ? database.transaction(
                                account.tenant.id(),
                                connection ->
                                        passkeys.use(
                                                connection,
                                                account.tenant.id(),
                                                account.userId,
                                                assertion,
                                                Purpose.SIGN_IN,
                                                null))
                        : Optional.empty();
        if (passkey.isEmpty()) {
            signIn.failed(
                    account.tenant,
                    known ? account.userId : null,
                    visitor,
                    known ? "passkey" : "no such user");
            throw refused();
        }
        return new SignIn.Proven(account.tenant, account.userId, passkey.get().own());
    }

    private static EngineException refused() {
        return new EngineException(ErrorCode.INVALID_PASSKEY, ErrorCode.INVALID_PASSKEY.title());
    }
}
