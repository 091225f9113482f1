package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody does who was invited: looks at the invitation, and accepts it. Thread-safe. */
public final class Admissions {

    private final TenantDatabase database;
    private final Users users;
    private final Passwords passwords;
    private final MailedLinks links;
    private final Clock clock;

    public Admissions(
            TenantDatabase database,
            TenantDirectory tenants,
            Users users,
            Passwords passwords,
            AttemptLimits limits,
            Clock clock) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.links = new MailedLinks(database, tenants, limits);
        this.clock = clock;
    }

    /** An invitation that can be accepted. */
    public record Open(
            Tenant tenant, UUID id, String email, List<String> roles, @Nullable String locale) {}

    /**
     * The invitation that {@code {token}} is of.
     *
     * @throws EngineException {@code invalid_link}
     */
    public Open look(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return links.required(token, visitor, this::find);
    }

    /**
     * Accepts one by {@code {token, name, password}}: whoever has the link becomes a user.
     *
     * @throws EngineException {@code invalid_link}
     */
    public User accept(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        String name = attributes.text("name", 200);
        attributes.has("password");
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Open open = links.required(token, visitor, this::find);
        String password = NewUser.readPassword(attributes, "password", List.of(open.email, name));
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        String hash = passwords.hash(password);
        return admit(open, name, hash, visitor);
    }

    private User admit(Open open, String name, String hash, Visitor visitor) {
        try {
            return database.transaction(
                    open.tenant.id(), connection -> admit(connection, open, name, hash, visitor));
        } catch (DatabaseException e) {
            throw e.isNotUnique() ? Users.taken() : e;
        }
    }

    private User admit(Connection connection, Open open, String name, String hash, Visitor visitor)
            throws SQLException {
        TenantId tenant = open.tenant.id();
        boolean ours =
                Sql.of(
                                        "update invitation i set accepted_at = now() where ",
                                        acceptable(tenant, open.id))
                                .execute(connection)
                        == 1;
        if (!ours) {
            throw MailedLinks.refused();
        }
        List<String> roles = Users.rolesThatExist(connection, tenant, open.roles);
        User user =
                users.insert(
                        connection,
                        tenant,
                        new NewUser(open.email, name, "", roles, open.locale),
                        hash,
                        true,
                        true);
        Sql.of(
                        "update invitation set accepted_by = ",
                        Sql.value(user.id(), ColumnType.UUID),
                        " where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(open.id, ColumnType.UUID))
                .execute(connection);
        AuditEvent.by(user.id(), AuditKind.INVITATION_ACCEPTED, open.id)
                .from(visitor.address())
                .with("user", user.id().toString())
                .with("roles", String.join(" ", roles))
                .write(connection, tenant);
        return user;
    }

    private Optional<Open> find(Connection connection, Tenant tenant, SecretToken token) {
        return token.find(
                connection,
                Sql.of(
                        "select i.token_hash, i.id, i.email, i.roles, i.locale from invitation i where ",
                        acceptable(tenant.id(), token.id())),
                row ->
                        new Open(
                                tenant,
                                row.getObject(2, UUID.class),
                                row.getString(3),
                                User.roles(row.getArray(4)),
                                row.getString(5)));
    }

    // Who may not invite any more has not invited: else an administrator who is sent away could
    // leave a door open.
    private Sql acceptable(TenantId tenant, UUID id) {
        return Sql.of(
                "i.tenant_id = ",
                Sql.number(tenant.value()),
                " and i.id = ",
                Sql.value(id, ColumnType.UUID),
                " and i.accepted_at is null and i.revoked_at is null and i.expires_at > ",
                Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                " and exists (select from user_account u where u.tenant_id = i.tenant_id and u.id = i.invited_by and u.active and 'administrator' = any(u.roles))");
    }
}
