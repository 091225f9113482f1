package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person who is a user of several tenants. Each user belongs to their tenant alone; what is
 * behind them is a number. Only a session that its person began with a password of their own choice
 * reaches beyond its tenant. Thread-safe.
 */
public final class Memberships {

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Callers callers;
    private final SignIn signIn;
    private final PasskeySignIn passkeys;

    public Memberships(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            SignIn signIn,
            PasskeySignIn passkeys) {
        this.database = database;
        this.tenants = tenants;
        this.callers = callers;
        this.signIn = signIn;
        this.passkeys = passkeys;
    }

    /** Somebody as a user of a tenant. */
    public record Membership(Tenant tenant, UUID userId) {}

    /** The caller's memberships in other tenants; none for a session that does not reach there. */
    public List<Membership> others(Caller caller, @Nullable UUID session) {
        return session == null
                ? List.of()
                : account(caller, session)
                        .map(account -> others(caller, account))
                        .orElse(List.of());
    }

    private List<Membership> others(Caller caller, Account account) {
        return members(account.id).stream()
                .filter(member -> !member.tenant.equals(caller.tenantId()))
                .flatMap(member ->
                        tenants
                                .find(member.tenant)
                                .filter(Tenant::active)
                                .filter(tenant -> callers.find(tenant, member.user).isPresent())
                                .map(tenant -> new Membership(tenant, member.user))
                                .stream())
                .toList();
    }

    private record Account(UUID id) {}

    private record Member(TenantId tenant, UUID user) {}

    private List<Member> members(UUID account) {
        Sql sql =
                Sql.of(
                        "select tenant_id, user_id from memberships_of(",
                        Sql.value(account, ColumnType.UUID),
                        ")");
        return database.allInEachHome(connection ->
                sql.all(
                        connection,
                        row ->
                                new Member(
                                        new TenantId(row.getInt(1)),
                                        row.getObject(2, UUID.class))));
    }

    private Optional<Account> account(Caller caller, UUID session) {
        return database.transaction(
                caller.tenantId(),
                connection ->
                        reaches(connection, caller, session)
                                ? account(connection, caller.tenantId(), caller.userId())
                                : Optional.<Account>empty());
    }

    private static Optional<Account> account(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of("select account_id from membership where ", is(tenant, userId))
                .first(connection, row -> new Account(row.getObject(1, UUID.class)));
    }

    private static Sql is(TenantId tenant, UUID userId) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and user_id = ",
                Sql.value(userId, ColumnType.UUID));
    }

    /** Whether a session was begun by its person alone, and holds. */
    private static boolean reaches(Connection connection, Caller caller, UUID session) {
        return Sql.of(
                        "select own from sign_in where ",
                        is(caller.tenantId(), caller.userId()),
                        " and id = ",
                        Sql.value(session, ColumnType.UUID),
                        " and ended_at is null for share")
                .first(connection, row -> row.getBoolean(1))
                .orElse(false);
    }

    /**
     * Begins a session in another tenant of the caller's, by {@code {tenant, otp?, passkey?}}.
     *
     * @param ends whether the caller's session is over with it
     * @throws EngineException {@code not_found} where they are no user, or cannot get from here
     */
    public SignIn.Tokens switchTo(
            Caller caller, UUID session, ObjectNode body, Visitor visitor, boolean ends) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String slug = attributes.text("tenant", 200);
        SecondProof second = SecondProof.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Membership target = other(caller, session, slug);
        SignIn.Tokens tokens = signIn.enter(target, second, visitor);
        left(caller, session, visitor, ends);
        return tokens;
    }

    // Where to is not noted: it is the person's own, and not this tenant's, to know.
    private void left(Caller caller, UUID session, Visitor visitor, boolean ends) {
        database.transaction(
                caller.tenantId(),
                connection -> {
                    AuditEvent.by(caller.userId(), AuditKind.SESSION_SWITCHED, session)
                            .from(visitor.address())
                            .write(connection, caller.tenantId());
                    if (ends) {
                        RefreshTokens.revokeFamily(connection, caller.tenantId(), session);
                    }
                    return true;
                });
    }

    /**
     * Links the caller with their user of another tenant, which they prove to be, by {@code
     * {tenant, email, password, otp?, passkey?}}, or by {@code {passkey}} alone, which tells whose
     * it is.
     */
    public Membership link(Caller caller, UUID session, ObjectNode body, Visitor visitor) {
        SignIn.Proven other =
                body.has("passkey") && !body.has("password")
                        ? passkeys.prove(body, visitor)
                        : signIn.prove(SignIn.Claim.read(body), visitor);
        if (other.tenant().id().equals(caller.tenantId())) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "This is a user of the same tenant");
        }
        boolean own =
                other.own()
                        && database.transaction(
                                caller.tenantId(),
                                connection -> reaches(connection, caller, session));
        if (!own) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "An administrator has given one of the passwords; choose one of your own in both tenants, and sign in with it");
        }
        Membership here = new Membership(caller.tenant(), caller.userId());
        Membership there = new Membership(other.tenant(), other.userId());
        Account account = common(here, there);
        put(there, account);
        put(here, account);
        return there;
    }

    private Account common(Membership here, Membership there) {
        Optional<Account> ours = account(here);
        Optional<Account> theirs = account(there);
        if (ours.isPresent() && theirs.isPresent() && !ours.equals(theirs)) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "Both are linked with others already; take one of them out first");
        }
        return ours.or(() -> theirs).orElseGet(() -> new Account(UUID.randomUUID()));
    }

    private Optional<Account> account(Membership member) {
        return database.transaction(
                member.tenant.id(),
                connection -> account(connection, member.tenant.id(), member.userId));
    }

    private void put(Membership member, Account account) {
        TenantId tenant = member.tenant.id();
        try {
            database.transaction(
                    tenant,
                    connection -> {
                        if (account(connection, tenant, member.userId).isEmpty()) {
                            insert(connection, tenant, member.userId, account.id);
                        }
                        return true;
                    });
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                throw new EngineException(
                        ErrorCode.STATE_CONFLICT,
                        "Another user of the tenant is linked with this account already");
            }
            throw e;
        }
    }

    private static void insert(Connection connection, TenantId tenant, UUID userId, UUID account) {
        Sql.of(
                        "insert into membership (tenant_id, user_id, account_id) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(account, ColumnType.UUID))),
                        ")")
                .execute(connection);
        AuditEvent.by(userId, AuditKind.MEMBERSHIP_LINKED, userId).write(connection, tenant);
    }

    /** Takes the caller's user of a tenant, be it this one, out of what is linked. */
    public void unlink(Caller caller, UUID session, String slug) {
        Membership member =
                caller.tenant().slug().equals(slug)
                        ? new Membership(caller.tenant(), caller.userId())
                        : other(caller, session, slug);
        boolean gone =
                database.transaction(
                        member.tenant.id(),
                        connection -> {
                            boolean cut = cut(connection, member.tenant.id(), member.userId);
                            if (cut) {
                                AuditEvent.by(
                                                member.userId,
                                                AuditKind.MEMBERSHIP_UNLINKED,
                                                member.userId)
                                        .write(connection, member.tenant.id());
                            }
                            return cut;
                        });
        if (!gone) {
            throw unknown(slug);
        }
    }

    private Membership other(Caller caller, UUID session, String slug) {
        return others(caller, session).stream()
                .filter(other -> other.tenant.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> unknown(slug));
    }

    private static EngineException unknown(String slug) {
        return EngineException.notFound("A membership in \"" + slug + "\" for this session");
    }

    /** Cuts what leads from a user to other tenants: somebody else could be them from now on. */
    static boolean cut(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of("delete from membership where ", is(tenant, userId)).execute(connection) > 0;
    }
}
