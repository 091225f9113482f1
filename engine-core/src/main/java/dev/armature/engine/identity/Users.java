package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users of a tenant. Thread-safe. */
public final class Users {

    private final TenantDatabase database;
    private final Passwords passwords;
    private final Ids ids;

    public Users(TenantDatabase database, Passwords passwords, Ids ids) {
        this.database = database;
        this.passwords = passwords;
        this.ids = ids;
    }

    /** Adds a user to the tenant of who does it. */
    public User create(Caller by, NewUser user) {
        TenantId tenant = by.tenantId();
        String hash = passwords.hash(user.password());
        try {
            return database.transaction(
                    tenant,
                    connection -> {
                        requireRoles(connection, tenant, user.roles());
                        User made = insert(connection, tenant, user, hash, false, false);
                        noted(
                                        AuditEvent.by(
                                                by.userId(), AuditKind.USER_CREATED, made.id()),
                                        made,
                                        "email name password roles")
                                .write(connection, tenant);
                        return made;
                    });
        } catch (DatabaseException e) {
            throw e.isNotUnique() ? taken() : e;
        }
    }

    /**
     * @param own whether the person chose the password themselves
     * @param verified whether mail to the address has reached them
     */
    User insert(
            Connection connection,
            TenantId tenant,
            NewUser user,
            String hash,
            boolean own,
            boolean verified)
            throws SQLException {
        Sql sql =
                Sql.of(
                        "insert into user_account (tenant_id, id, email, email_key, name, roles, locale, password_hash, own_password, email_verified) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(ids.next(), ColumnType.UUID),
                                        Sql.value(user.email(), ColumnType.TEXT),
                                        Sql.value(key(user.email()), ColumnType.TEXT),
                                        Sql.value(user.name(), ColumnType.TEXT),
                                        Sql.array(user.roles(), ColumnType.TEXT),
                                        Sql.value(user.locale(), ColumnType.TEXT),
                                        Sql.value(hash, ColumnType.TEXT),
                                        Sql.value(own, ColumnType.BOOLEAN),
                                        Sql.value(verified, ColumnType.BOOLEAN))),
                        ") returning ",
                        User.COLUMNS);
        return one(connection, sql).orElseThrow();
    }

    static EngineException taken() {
        return EngineException.invalid(
                ErrorCode.NOT_UNIQUE,
                new Problem("/email", "not_unique", "Another user has this e-mail address"));
    }

    /** Addresses are compared without regard to case. */
    static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    /** All users, by name. */
    public List<User> list(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        User.COLUMNS,
                        " from user_account where tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by name, id limit 10000");
        List<User> users = new ArrayList<>();
        database.query(
                tenant,
                sql,
                rows -> {
                    while (rows.next()) {
                        users.add(User.read(rows));
                    }
                });
        return users;
    }

    public User required(TenantId tenant, UUID id) {
        Sql sql =
                Sql.of(
                        "select ",
                        User.COLUMNS,
                        " from user_account where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID));
        List<User> found = new ArrayList<>();
        database.query(
                tenant,
                sql,
                rows -> {
                    while (rows.next()) {
                        found.add(User.read(rows));
                    }
                });
        if (found.isEmpty()) {
            throw EngineException.notFound("The user " + id);
        }
        return found.getFirst();
    }

    /**
     * Changes name, e-mail, password, roles, locale, activity, manager, groups or attributes by a
     * merge patch.
     */
    public User change(Caller by, UUID id, ObjectNode patch) {
        UserPatch read = UserPatch.read(patch);
        String hash = read.password() == null ? null : passwords.hash(read.password());
        try {
            return database.transaction(
                    by.tenantId(),
                    connection -> change(connection, by.tenantId(), id, read, hash, noted(by, id)));
        } catch (DatabaseException e) {
            throw e.isNotUnique() ? taken() : e;
        }
    }

    private static AuditEvent noted(Caller by, UUID id) {
        return AuditEvent.by(by.userId(), AuditKind.USER_CHANGED, id);
    }

    /**
     * The same in a transaction of somebody's.
     *
     * @param hash of the new password, or null
     * @param event what is noted, to be completed
     */
    static User change(
            Connection connection,
            TenantId tenant,
            UUID id,
            UserPatch patch,
            @Nullable String hash,
            AuditEvent event)
            throws SQLException {
        if (patch.roles() != null) {
            requireRoles(connection, tenant, patch.roles());
        }
        boolean moves = movesTo(connection, tenant, id, patch.email());
        boolean taken = hash != null || moves;
        patch.standing().write(connection, tenant, id);
        User changed =
                one(connection, update(tenant, id, patch, hash, taken))
                        .orElseThrow(() -> EngineException.notFound("The user " + id));
        requireAdministrator(connection, tenant);
        requireRecovery(connection, tenant, changed);
        noted(event, changed, patch.names()).write(connection, tenant);
        if (moves) {
            // What was sent to other addresses would undo it.
            AccountLinks.endEverything(connection, tenant, id);
        }
        if (taken) {
            Memberships.cut(connection, tenant, id);
        }
        if (!changed.active() || hash != null) {
            Sessions.endAllBut(connection, tenant, id, null);
        }
        return changed;
    }

    private static Sql update(
            TenantId tenant, UUID id, UserPatch patch, @Nullable String hash, boolean taken) {
        String email = patch.email();
        List<String> roles = patch.roles();
        Sql key = Sql.value(email == null ? null : key(email), ColumnType.TEXT);
        return Sql.of(
                "update user_account set version = version + 1, updated_at = now(), email = coalesce(",
                Sql.value(email, ColumnType.TEXT),
                ", email), email_verified = email_verified and email_key = coalesce(",
                key,
                ", email_key), email_key = coalesce(",
                key,
                ", email_key), name = coalesce(",
                Sql.value(patch.name(), ColumnType.TEXT),
                ", name), roles = ",
                roles == null ? Sql.raw("roles") : Sql.array(roles, ColumnType.TEXT),
                ", active = coalesce(",
                Sql.value(patch.active(), ColumnType.BOOLEAN),
                ", active), locale = coalesce(",
                Sql.value(patch.locale(), ColumnType.TEXT),
                ", locale), password_hash = coalesce(",
                Sql.value(hash, ColumnType.TEXT),
                taken
                        ? ", password_hash), own_password = false where tenant_id = "
                        : ", password_hash) where tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID),
                " returning ",
                User.COLUMNS);
    }

    /** Whether a user gets another address, with which somebody else would be them. */
    private static boolean movesTo(
            Connection connection, TenantId tenant, UUID id, @Nullable String email) {
        return email != null
                && Sql.of(
                                "select email_key from user_account where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and id = ",
                                Sql.value(id, ColumnType.UUID),
                                " for update")
                        .first(connection, row -> !row.getString(1).equals(key(email)))
                        .orElse(false);
    }

    // What was changed, and whatever of it says what the user may do; not the rest, which is
    // theirs.
    static AuditEvent noted(AuditEvent event, User user, String attributes) {
        return event.with("attributes", attributes)
                .with("roles", String.join(" ", user.roles()))
                .with("active", Boolean.toString(user.active()))
                .with("groups", String.join(" ", user.groups()))
                .with("manager", user.manager() == null ? "" : user.manager().toString());
    }

    /** Takes away the user's right to sign in; what they wrote stays theirs. */
    public void deactivate(Caller by, UUID id) {
        change(by, id, Json.object().put("active", false));
    }

    /** Holds the roles: none of them is deleted before the user who gets it is there. */
    public static void requireRoles(Connection connection, TenantId tenant, List<String> roles) {
        Set<String> unknown = new TreeSet<>(roles);
        rolesThatExist(connection, tenant, roles).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/roles",
                            "unknown_option",
                            "There is no role \"" + String.join("\", \"", unknown) + "\""));
        }
    }

    /** Those of some roles that there are, held as above. */
    static List<String> rolesThatExist(Connection connection, TenantId tenant, List<String> roles) {
        Set<String> known = new HashSet<>(RoleDefinition.BUILT_IN);
        if (!known.containsAll(roles)) {
            Sql.of(
                            "select name from role_definition where tenant_id = ",
                            Sql.number(tenant.value()),
                            " and deleted_at is null and name = any(",
                            Sql.array(roles, ColumnType.TEXT),
                            ") for share")
                    .all(connection, row -> row.getString(1))
                    .forEach(known::add);
        }
        return roles.stream().filter(known::contains).toList();
    }

    /** Whether somebody else administers the tenant too; all who do are held. */
    static boolean hasOtherAdministrator(Connection connection, TenantId tenant, UUID userId) {
        return Sql.of(
                        "select id from user_account where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and active and 'administrator' = any(roles) order by id for update")
                .all(connection, row -> row.getObject(1, UUID.class))
                .stream()
                .anyMatch(id -> !id.equals(userId));
    }

    // Locks the administrators, so that two of them cannot remove each other at the same moment.
    private static void requireAdministrator(Connection connection, TenantId tenant)
            throws SQLException {
        Sql sql =
                Sql.of(
                        "select ",
                        User.COLUMNS,
                        " from user_account where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and 'administrator' = any(roles) order by id for update");
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (User.read(row).active()) {
                        return;
                    }
                }
            }
        }
        throw new EngineException(
                ErrorCode.STATE_CONFLICT, "A tenant keeps at least one active administrator");
    }

    private static void requireRecovery(Connection connection, TenantId tenant, User changed) {
        boolean good = changed.active() && changed.roles().contains(RoleDefinition.ADMINISTRATOR);
        if (!good && SignInSettings.countsOn(connection, tenant, changed.id())) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "They come in by password when no provider answers, and stay an active administrator; name another first");
        }
    }

    private static Optional<User> one(Connection connection, Sql sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(User.read(row)) : Optional.empty();
            }
        }
    }
}
