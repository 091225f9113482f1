package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AccountLinks.Link;
import dev.armature.engine.identity.AccountLinks.Purpose;
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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A new password for who has forgotten theirs, by a link to their address. Whether there is an
 * account is looked up after the answer, which is the same for all. Thread-safe.
 */
public final class PasswordResets {

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Passwords passwords;
    private final Post post;
    private final AccountLinks links;
    private final MailedLinks mailed;
    private final AttemptLimits limits;
    private final Aside aside;

    public PasswordResets(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AttemptLimits limits,
            Aside aside,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.passwords = passwords;
        this.post = post;
        this.links = new AccountLinks(ids, clock);
        this.mailed = new MailedLinks(database, tenants, limits);
        this.limits = limits;
        this.aside = aside;
    }

    /**
     * Takes the wish for a link by {@code {tenant, email}}.
     *
     * @throws EngineException {@code too_many_requests} or {@code overloaded}, whoever is meant
     */
    public void ask(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String slug = attributes.text("tenant", 200);
        String email = attributes.text("email", 300);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        limits.take(
                List.of(
                        AttemptLimits.Limit.LETTERS_FROM.of(visitor.network()),
                        AttemptLimits.Limit.LETTERS_TO.of(slug, Users.key(email))));
        aside.run(() ->
                tenants.find(slug)
                        .filter(Tenant::active)
                        .ifPresent(tenant -> send(tenant, email, visitor)));
    }

    private void send(Tenant tenant, String email, Visitor visitor) {
        database.transaction(
                tenant.id(),
                connection -> {
                    Sql sql =
                            Sql.of(
                                    Addressee.SELECT,
                                    " where tenant_id = ",
                                    Sql.number(tenant.id().value()),
                                    " and email_key = ",
                                    Sql.value(Users.key(email), ColumnType.TEXT),
                                    " and active");
                    sql.first(connection, Addressee::read)
                            .ifPresent(user -> send(connection, tenant, user, visitor));
                    return true;
                });
    }

    // To the address that is known, not to the one that was typed.
    private void send(Connection connection, Tenant tenant, Addressee user, Visitor visitor) {
        String token =
                links.issue(
                        connection,
                        tenant.id(),
                        tenant.uid(),
                        user.id(),
                        Purpose.RESET,
                        user.email());
        post.send(
                connection,
                tenant,
                user,
                LetterKind.PASSWORD_RESET,
                Map.of(
                        "link",
                        post.link("/reset", token),
                        "minutes",
                        Long.toString(Purpose.RESET.lifetime().toMinutes())),
                links.end(Purpose.RESET));
        new AuditEvent(
                        AuditKind.PASSWORD_FORGOTTEN,
                        null,
                        user.id().toString(),
                        visitor.address(),
                        Json.object())
                .write(connection, tenant.id());
    }

    private record Found(Tenant tenant, Link link, Addressee user) {}

    /**
     * Sets a new password by {@code {token, password}}, once, and ends every session of its user.
     *
     * @throws EngineException {@code invalid_link}
     */
    public void reset(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        attributes.has("password");
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Found found = mailed.required(token, visitor, this::find);
        String password =
                NewUser.readPassword(
                        attributes, "password", List.of(found.user.email(), found.user.name()));
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        String hash = passwords.hash(password);
        boolean done =
                database.transaction(
                        found.tenant.id(), connection -> set(connection, found, hash, visitor));
        if (!done) {
            throw MailedLinks.refused();
        }
    }

    private Optional<Found> find(Connection connection, Tenant tenant, SecretToken token) {
        return links.find(connection, tenant.id(), token, Purpose.RESET)
                .flatMap(link ->
                        user(connection, tenant, link).map(user -> new Found(tenant, link, user)));
    }

    // A link to an address that they no longer have is not theirs.
    private static Optional<Addressee> user(Connection connection, Tenant tenant, Link link) {
        return Sql.of(Addressee.SELECT, " where ", owner(tenant, link))
                .first(connection, Addressee::read);
    }

    private static Sql owner(Tenant tenant, Link link) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.id().value()),
                " and id = ",
                Sql.value(link.userId(), ColumnType.UUID),
                " and email = ",
                Sql.value(link.email(), ColumnType.TEXT),
                " and active");
    }

    private boolean set(Connection connection, Found found, String hash, Visitor visitor) {
        Tenant tenant = found.tenant;
        UUID user = found.user.id();
        if (!links.use(connection, tenant.id(), found.link, Purpose.RESET)) {
            return false;
        }
        int changed =
                Sql.of(
                                "update user_account set version = version + 1, updated_at = now(), own_password = true, email_verified = true, password_hash = ",
                                Sql.value(hash, ColumnType.TEXT),
                                " where ",
                                owner(tenant, found.link))
                        .execute(connection);
        if (changed == 0) {
            return false;
        }
        Sessions.endAllBut(connection, tenant.id(), user, null);
        AuditEvent.by(user, AuditKind.PASSWORD_RESET, user)
                .from(visitor.address())
                .write(connection, tenant.id());
        post.tell(connection, tenant, found.user, LetterKind.PASSWORD_CHANGED, Map.of());
        return true;
    }
}
