package dev.armature.engine.identity;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the user of an account that a provider has vouched for, makes one where the tenant wants
 * that, and begins their session. Whoever is not let in is told the same, whyever. Thread-safe.
 */
public final class ExternalSignIn {

    private static final int SECRET_BYTES = 32;
    private static final int MAX_NAME = 200;

    private final TenantDatabase database;
    private final Users users;
    private final Passwords passwords;
    private final ExternalIdentities identities;
    private final SignIn signIn;
    private final SecureRandom random = new SecureRandom();

    /**
     * What became of somebody who is a user.
     *
     * @param tokens null where their tenant wants mail to reach them first
     */
    private record Outcome(SignIn.@Nullable Tokens tokens) {

        SignIn.Tokens required() {
            if (tokens == null) {
                throw SignIn.unverified();
            }
            return tokens;
        }
    }

    public ExternalSignIn(
            TenantDatabase database,
            Users users,
            Passwords passwords,
            ExternalIdentities identities,
            SignIn signIn) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.identities = identities;
        this.signIn = signIn;
    }

    /**
     * Begins a session for the user of an account.
     *
     * @param linked the user who wants the account for theirs; null for who signs in
     * @throws EngineException {@code external_account_unknown}
     */
    public SignIn.Tokens enter(
            Tenant tenant,
            ExternalAccount account,
            ExternalRules rules,
            @Nullable UUID linked,
            Visitor visitor) {
        // Hashing takes its time, which no transaction waits for.
        Optional<Outcome> known =
                attempt(
                        tenant,
                        connection -> known(connection, tenant, account, rules, linked, visitor));
        if (known.isPresent()) {
            return known.get().required();
        }
        NewUser fresh = linked == null ? newUser(account, rules).orElse(null) : null;
        if (fresh != null) {
            String hash = passwords.hash(secret());
            Optional<Outcome> made =
                    attempt(
                            tenant,
                            connection ->
                                    make(connection, tenant, account, rules, fresh, hash, visitor));
            // Another sign-in of the same account may have been first.
            Optional<Outcome> let =
                    made.or(() ->
                            attempt(
                                    tenant,
                                    connection ->
                                            known(
                                                    connection,
                                                    tenant,
                                                    account,
                                                    rules,
                                                    null,
                                                    visitor)));
            if (let.isPresent()) {
                return let.get().required();
            }
        }
        refused(tenant, rules, visitor);
        throw new EngineException(
                ErrorCode.EXTERNAL_ACCOUNT_UNKNOWN, ErrorCode.EXTERNAL_ACCOUNT_UNKNOWN.title());
    }

    private Optional<Outcome> attempt(Tenant tenant, TenantDatabase.Work<Optional<Outcome>> work) {
        try {
            return database.transaction(tenant.id(), work);
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void refused(Tenant tenant, ExternalRules rules, Visitor visitor) {
        new AuditEvent(
                        AuditKind.SIGN_IN_FAILED,
                        null,
                        null,
                        visitor.address(),
                        Json.object()
                                .put("wrong", "no user of the account")
                                .put("provider", rules.provider()))
                .write(database, tenant.id());
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Optional<Outcome> known(
            Connection connection,
            Tenant tenant,
            ExternalAccount account,
            ExternalRules rules,
            @Nullable UUID wanted,
            Visitor visitor)
            throws SQLException {
        UUID user = ExternalIdentities.user(connection, tenant.id(), account).orElse(null);
        if (user == null) {
            user = wanted == null ? byAddress(connection, tenant, account, rules) : wanted;
            if (user == null
                    || ExternalIdentities.has(connection, tenant.id(), user, account.issuer())) {
                return Optional.empty();
            }
            identities.link(connection, tenant.id(), user, account, rules);
        } else if (wanted != null && !wanted.equals(user)) {
            return Optional.empty();
        }
        return begin(connection, tenant, account, rules, user, visitor);
    }

    // Whoever has the address at a provider that is not trusted for it need not have it here, and
    // whoever gave it here without showing that it is theirs may not be whom the provider means. An
    // address that was provisioned comes from where the tenant's people are known, as the account
    // does.
    private static @Nullable UUID byAddress(
            Connection connection, Tenant tenant, ExternalAccount account, ExternalRules rules) {
        String email = account.email();
        if (!rules.trustsEmail()
                || email == null
                || Boolean.FALSE.equals(account.emailVerified())) {
            return null;
        }
        Sql number = Sql.number(tenant.id().value());
        return Sql.of(
                        "select u.id from user_account u where u.tenant_id = ",
                        number,
                        " and u.active and u.email_key = ",
                        Sql.value(Users.key(email), ColumnType.TEXT),
                        " and (u.email_verified and ",
                        Sql.value(Boolean.TRUE.equals(account.emailVerified()), ColumnType.BOOLEAN),
                        " or exists (select from provisioned_user p where p.tenant_id = ",
                        number,
                        " and p.user_id = u.id and p.email_key = u.email_key))")
                .first(connection, row -> row.getObject(1, UUID.class))
                .orElse(null);
    }

    // An address that nobody has verified could be somebody else's, who is taken for this user
    // then.
    private static Optional<NewUser> newUser(ExternalAccount account, ExternalRules rules) {
        String email = account.email();
        boolean sure =
                Boolean.TRUE.equals(account.emailVerified())
                        || (rules.trustsEmail() && account.emailVerified() == null);
        if (!rules.makesUsers() || !sure || email == null || !EmailType.isAddress(email.strip())) {
            return Optional.empty();
        }
        String name = account.name();
        String shown = name == null || name.isBlank() ? email : name.strip();
        return Optional.of(
                new NewUser(
                        email.strip(),
                        shown.length() <= MAX_NAME ? shown : shown.substring(0, MAX_NAME),
                        "",
                        rules.roles(),
                        null));
    }

    private Optional<Outcome> make(
            Connection connection,
            Tenant tenant,
            ExternalAccount account,
            ExternalRules rules,
            NewUser fresh,
            String hash,
            Visitor visitor)
            throws SQLException {
        List<String> roles = Users.rolesThatExist(connection, tenant.id(), fresh.roles());
        User user =
                users.insert(
                        connection,
                        tenant.id(),
                        new NewUser(fresh.email(), fresh.name(), "", roles, null),
                        hash,
                        false,
                        Boolean.TRUE.equals(account.emailVerified()));
        AuditEvent.by(user.id(), AuditKind.USER_CREATED, user.id())
                .from(visitor.address())
                .with("provider", rules.provider())
                .with("roles", String.join(" ", roles))
                .write(connection, tenant.id());
        identities.link(connection, tenant.id(), user.id(), account, rules);
        return begin(connection, tenant, account, rules, user.id(), visitor);
    }

    private record Standing(boolean active, List<String> roles) {}

    private Optional<Outcome> begin(
            Connection connection,
            Tenant tenant,
            ExternalAccount account,
            ExternalRules rules,
            UUID userId,
            Visitor visitor)
            throws SQLException {
        Standing standing =
                Sql.of(
                                "select active, roles from user_account where ",
                                is(tenant.id(), userId),
                                " for update")
                        .first(
                                connection,
                                row -> new Standing(row.getBoolean(1), User.roles(row.getArray(2))))
                        .orElseThrow();
        if (!standing.active) {
            return Optional.empty();
        }
        List<String> groups = account.groups();
        if (groups != null && !rules.groupRoles().isEmpty()) {
            give(connection, tenant.id(), userId, standing.roles, rules, groups);
        }
        vouch(connection, tenant.id(), userId, account);
        if (signIn.isKeptOut(connection, tenant, userId)) {
            return Optional.of(new Outcome(null));
        }
        return Optional.of(
                new Outcome(
                        signIn.beginWithProvider(
                                connection,
                                tenant,
                                userId,
                                rules.providerId(),
                                rules.provider(),
                                visitor)));
    }

    // Where the provider has verified the address that its user has here, they need not show it
    // once more.
    private static void vouch(
            Connection connection, TenantId tenant, UUID userId, ExternalAccount account) {
        String email = account.email();
        if (email != null && Boolean.TRUE.equals(account.emailVerified())) {
            Sql.of(
                            "update user_account set email_verified = true, version = version + 1, updated_at = now() where ",
                            is(tenant, userId),
                            " and not email_verified and email_key = ",
                            Sql.value(Users.key(email), ColumnType.TEXT))
                    .execute(connection);
        }
    }

    private static Sql is(TenantId tenant, UUID userId) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(userId, ColumnType.UUID));
    }

    private static void give(
            Connection connection,
            TenantId tenant,
            UUID userId,
            List<String> before,
            ExternalRules rules,
            List<String> groups) {
        List<String> after =
                new ArrayList<>(
                        Users.rolesThatExist(connection, tenant, rules.after(before, groups)));
        boolean loses =
                before.contains(RoleDefinition.ADMINISTRATOR)
                        && !after.contains(RoleDefinition.ADMINISTRATOR);
        boolean needed =
                loses
                        && (SignInSettings.countsOn(connection, tenant, userId)
                                || !Users.hasOtherAdministrator(connection, tenant, userId));
        if (needed) {
            after.add(RoleDefinition.ADMINISTRATOR);
        }
        List<String> sorted = after.stream().sorted().limit(NewUser.MAX_ROLES).toList();
        if (sorted.equals(before.stream().sorted().toList())) {
            return;
        }
        Sql.of(
                        "update user_account set version = version + 1, updated_at = now(), roles = ",
                        Sql.array(sorted, ColumnType.TEXT),
                        " where ",
                        is(tenant, userId))
                .execute(connection);
        AuditEvent.by(userId, AuditKind.USER_CHANGED, userId)
                .with("attributes", "roles")
                .with("roles", String.join(" ", sorted))
                .with("provider", rules.provider())
                .write(connection, tenant);
    }
}
