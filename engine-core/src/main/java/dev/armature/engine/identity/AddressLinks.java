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
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What becomes of links that were sent to an address: it is its user's from then on, or is so
 * again. Whoever reads the mail has them; nobody has to be signed in. Thread-safe.
 */
public final class AddressLinks {

    private final TenantDatabase database;
    private final Passwords passwords;
    private final Post post;
    private final AddressLetters letters;
    private final AccountLinks links;
    private final MailedLinks mailed;
    private final Clock clock;

    public AddressLinks(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AddressLetters letters,
            AttemptLimits limits,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.post = post;
        this.letters = letters;
        this.links = new AccountLinks(ids, clock);
        this.mailed = new MailedLinks(database, tenants, limits);
        this.clock = clock;
    }

    /**
     * @param shown whether they have shown that the address that they have is theirs
     */
    private record Found(
            Tenant tenant, Link link, Purpose purpose, Addressee user, boolean shown) {}

    /**
     * Takes an address for a user's own, by the {@code {token}} of the link that was sent there.
     *
     * @throws EngineException {@code invalid_link}, or {@code not_unique} where another user has
     *     the address by now
     */
    public void confirm(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Found found = mailed.required(token, visitor, this::toConfirm);
        change(found, connection -> confirm(connection, found, visitor));
    }

    // A link that was sent to the address that somebody had is not one to the address they have.
    private Optional<Found> toConfirm(Connection connection, Tenant tenant, SecretToken token) {
        return find(connection, tenant, token, Purpose.VERIFICATION)
                .filter(found -> found.user.email().equals(found.link.email()))
                .or(() -> find(connection, tenant, token, Purpose.CHANGE));
    }

    private Optional<Found> find(
            Connection connection, Tenant tenant, SecretToken token, Purpose purpose) {
        return links.find(connection, tenant.id(), token, purpose)
                .flatMap(link ->
                        Sql.of(
                                        "select id, email, name, locale, email_verified from user_account where ",
                                        is(tenant.id(), link.userId()),
                                        " and active")
                                .first(
                                        connection,
                                        row ->
                                                new Found(
                                                        tenant,
                                                        link,
                                                        purpose,
                                                        Addressee.read(row),
                                                        row.getBoolean("email_verified"))));
    }

    private static Sql is(TenantId tenant, UUID user) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(user, ColumnType.UUID));
    }

    private void change(Found found, TenantDatabase.Work<Boolean> work) {
        try {
            if (!database.transaction(found.tenant.id(), work)) {
                throw MailedLinks.refused();
            }
        } catch (DatabaseException e) {
            throw e.isNotUnique() ? Users.taken() : e;
        }
    }

    private boolean confirm(Connection connection, Found found, Visitor visitor) {
        Tenant tenant = found.tenant;
        UUID user = found.user.id();
        String email = found.link.email();
        if (!links.use(connection, tenant.id(), found.link, found.purpose)) {
            return false;
        }
        boolean changes = found.purpose == Purpose.CHANGE;
        int done =
                set(
                        connection,
                        found,
                        // What was found has to hold still: an administrator may have been first.
                        Sql.of(
                                "email_verified = true where email = ",
                                Sql.value(found.user.email(), ColumnType.TEXT),
                                " and active and "));
        if (done == 0) {
            throw MailedLinks.refused();
        }
        if (changes) {
            // Whoever reads the old mailbox gets no further by what was sent there, but back.
            AccountLinks.endAll(connection, tenant.id(), user, Purpose.RESET);
            AccountLinks.endAll(connection, tenant.id(), user, Purpose.VERIFICATION);
            if (!Users.key(email).equals(Users.key(found.user.email()))) {
                letters.changed(connection, tenant, found.user, found.shown, email);
            }
        }
        noted(
                connection,
                found,
                visitor,
                changes ? AuditKind.EMAIL_CHANGED : AuditKind.EMAIL_VERIFIED);
        return true;
    }

    private static int set(Connection connection, Found found, Sql more) {
        return Sql.of(
                        "update user_account set version = version + 1, updated_at = now(), email = ",
                        Sql.value(found.link.email(), ColumnType.TEXT),
                        ", email_key = ",
                        Sql.value(Users.key(found.link.email()), ColumnType.TEXT),
                        ", ",
                        more,
                        is(found.tenant.id(), found.user.id()))
                .execute(connection);
    }

    private static void noted(Connection connection, Found found, Visitor visitor, AuditKind kind) {
        AuditEvent.by(found.user.id(), kind, found.user.id())
                .from(visitor.address())
                .write(connection, found.tenant.id());
    }

    /**
     * Goes back to the address that a user had before, by {@code {token, password}} of the letter
     * that told of the change. Whoever changed it knew the password, so there is another one, every
     * session ends, and passkeys that they may have added go.
     *
     * @throws EngineException {@code invalid_link}, or {@code not_unique} where another user has
     *     the address by now
     */
    public void giveBack(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        attributes.has("password");
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Found found =
                mailed.required(
                        token,
                        visitor,
                        (connection, tenant, secret) ->
                                find(connection, tenant, secret, Purpose.RETURN));
        String password =
                NewUser.readPassword(
                        attributes, "password", List.of(found.link.email(), found.user.name()));
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        String hash = passwords.hash(password);
        change(found, connection -> giveBack(connection, found, hash, visitor));
    }

    private boolean giveBack(Connection connection, Found found, String hash, Visitor visitor) {
        Tenant tenant = found.tenant;
        Addressee user = found.user;
        if (!links.use(connection, tenant.id(), found.link, Purpose.RETURN)) {
            return false;
        }
        int done =
                set(
                        connection,
                        found,
                        Sql.of(
                                "email_verified = true, own_password = true, password_hash = ",
                                Sql.value(hash, ColumnType.TEXT),
                                " where active and "));
        if (done == 0) {
            throw MailedLinks.refused();
        }
        for (Purpose purpose : List.of(Purpose.RESET, Purpose.VERIFICATION, Purpose.CHANGE)) {
            AccountLinks.endAll(connection, tenant.id(), user.id(), purpose);
        }
        Sessions.endAllBut(connection, tenant.id(), user.id(), null);
        // A passkey opens the account without the password: whoever had it may have left one.
        PasskeyRows.removeSince(
                connection,
                tenant.id(),
                user.id(),
                clock.instant().minus(Purpose.RETURN.lifetime().multipliedBy(2)));
        noted(connection, found, visitor, AuditKind.EMAIL_RETURNED);
        post.tell(
                connection,
                tenant,
                new Addressee(user.id(), found.link.email(), user.name(), user.locale()),
                LetterKind.PASSWORD_CHANGED,
                Map.of());
        return true;
    }
}
