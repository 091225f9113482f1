package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Locks;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes users as a tenant's identity provider has them: users like all others, of this tenant
 * alone. Neither passwords nor roles are its business, nor the address of an administrator, by
 * which whoever holds its key could become one. Thread-safe.
 */
public final class ProvisionedUsers {

    private static final int SECRET_BYTES = 32;

    private final Users users;
    private final Passwords passwords;
    private final SecureRandom random = new SecureRandom();

    public ProvisionedUsers(Users users, Passwords passwords) {
        this.users = users;
        this.passwords = passwords;
    }

    /** The hash of a password that nobody knows; it takes its time, so no transaction waits. */
    public String unknownPassword() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return passwords.hash(Base64.getEncoder().encodeToString(bytes));
    }

    /** One change after the other: names are compared with those of other users. */
    public static void hold(Connection connection, TenantId tenant) {
        Locks.hold(connection, "provisioning/" + tenant.value());
    }

    /**
     * Makes a user of the role {@code user}.
     *
     * @param hash of a password that nobody knows
     * @param wanted email and name, and what else a patch of a user may have
     */
    public UUID create(
            Connection connection,
            Provisioner by,
            ObjectNode wanted,
            ProvisionedUser provisioned,
            String hash)
            throws SQLException {
        UserPatch read = UserPatch.read(wanted);
        String email = required(read.email(), "email");
        String name = required(read.name(), "name");
        User made =
                users.insert(
                        connection,
                        by.tenant(),
                        new NewUser(email, name, "", List.of(RoleDefinition.USER), read.locale()),
                        hash,
                        false,
                        false);
        read.standing().write(connection, by.tenant(), made.id());
        if (Boolean.FALSE.equals(read.active())) {
            Sql.of(
                            "update user_account set active = false where ",
                            is(by.tenant(), "id", made.id()))
                    .execute(connection);
        }
        Users.noted(by.did(AuditKind.USER_CREATED, made.id()), made, read.names())
                .write(connection, by.tenant());
        put(connection, by.tenant(), made.id(), provisioned, email);
        return made.id();
    }

    private static String required(@Nullable String value, String attribute) {
        if (value == null) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("/" + attribute, "required", "A user has a name and an address"));
        }
        return value;
    }

    /**
     * Changes a user by a merge patch of what is to be another.
     *
     * @param patch email, name, active, locale, manager and attributes
     */
    public void change(
            Connection connection,
            Provisioner by,
            UUID id,
            ObjectNode patch,
            ProvisionedUser provisioned)
            throws SQLException {
        UserPatch read = UserPatch.read(patch);
        if (read.email() != null) {
            requireOthersAddress(connection, by.tenant(), id);
        }
        User changed =
                Users.change(
                        connection,
                        by.tenant(),
                        id,
                        read,
                        null,
                        by.did(AuditKind.USER_CHANGED, id));
        put(connection, by.tenant(), id, provisioned, changed.email());
    }

    // Links to a new password go to the address.
    private static void requireOthersAddress(Connection connection, TenantId tenant, UUID id) {
        boolean administers =
                Sql.of(
                                "select 'administrator' = any(roles) from user_account where ",
                                is(tenant, "id", id))
                        .first(connection, row -> row.getBoolean(1))
                        .orElse(false);
        if (administers) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The address of an administrator is not changed from outside; administrators change it here");
        }
    }

    private static void put(
            Connection connection,
            TenantId tenant,
            UUID id,
            ProvisionedUser provisioned,
            String email) {
        requireFree(connection, tenant, id, provisioned.userName());
        Sql.of(
                        "insert into provisioned_user (tenant_id, user_id, external_id, user_name, user_name_key, email_key, kept) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(id, ColumnType.UUID),
                                        Sql.value(provisioned.externalId(), ColumnType.TEXT),
                                        Sql.value(provisioned.userName(), ColumnType.TEXT),
                                        Sql.value(
                                                Users.key(provisioned.userName()), ColumnType.TEXT),
                                        Sql.value(Users.key(email), ColumnType.TEXT),
                                        Sql.value(
                                                Json.write(provisioned.kept()), ColumnType.JSONB))),
                        ") on conflict (tenant_id, user_id) do update set deleted_at = null, external_id = excluded.external_id, user_name = excluded.user_name, user_name_key = excluded.user_name_key, email_key = excluded.email_key, kept = excluded.kept")
                .execute(connection);
    }

    // Who has no user name of their own is known by their address.
    private static void requireFree(
            Connection connection, TenantId tenant, UUID id, String userName) {
        boolean taken =
                Sql.of(
                                "select 1 from user_account u where u.tenant_id = ",
                                Sql.number(tenant.value()),
                                " and u.email_key = ",
                                Sql.value(Users.key(userName), ColumnType.TEXT),
                                " and u.id <> ",
                                Sql.value(id, ColumnType.UUID),
                                " and not exists (select from provisioned_user p where p.tenant_id = u.tenant_id and p.user_id = u.id and p.user_name is not null)")
                        .first(connection, row -> true)
                        .isPresent();
        if (taken) {
            throw EngineException.invalid(
                    ErrorCode.NOT_UNIQUE,
                    new Problem("/userName", "not_unique", "Another user has this name"));
        }
    }

    /**
     * Switches a user off and lets go of them: no account at a provider and no key leads to them
     * any more, they are in no group, and nothing that the provider said of them is kept.
     */
    public void remove(Connection connection, Provisioner by, UUID id) throws SQLException {
        TenantId tenant = by.tenant();
        Users.change(
                connection,
                tenant,
                id,
                UserPatch.read(Json.object().put("active", false)),
                null,
                by.did(AuditKind.USER_CHANGED, id).with("deleted", "true"));
        for (String table : List.of("group_member", "external_identity")) {
            Sql.of("delete from " + table + " where ", is(tenant, "user_id", id))
                    .execute(connection);
        }
        Sql.of(
                        "update api_key set revoked_at = now() where ",
                        is(tenant, "user_id", id),
                        " and revoked_at is null")
                .execute(connection);
        Sql.of(
                        "insert into provisioned_user (tenant_id, user_id, deleted_at) values (",
                        Sql.number(tenant.value()),
                        ", ",
                        Sql.value(id, ColumnType.UUID),
                        ", now()) on conflict (tenant_id, user_id) do update set deleted_at = now(), external_id = null, user_name = null, user_name_key = null, email_key = null, kept = '{}'")
                .execute(connection);
    }

    private static Sql is(TenantId tenant, String column, UUID id) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and " + column + " = ",
                Sql.value(id, ColumnType.UUID));
    }
}
