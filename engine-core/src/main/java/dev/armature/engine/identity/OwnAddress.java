package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * Asks for links by which somebody shows that an address is theirs: the one that they have, or
 * another one, which becomes theirs when its link is followed. Thread-safe.
 */
public final class OwnAddress {

    private final TenantDatabase database;
    private final Reauthentication reauthentication;
    private final SecondFactors secondFactors;
    private final AddressLetters letters;
    private final AttemptLimits limits;

    public OwnAddress(
            TenantDatabase database,
            Reauthentication reauthentication,
            SecondFactors secondFactors,
            AddressLetters letters,
            AttemptLimits limits) {
        this.database = database;
        this.reauthentication = reauthentication;
        this.secondFactors = secondFactors;
        this.letters = letters;
        this.limits = limits;
    }

    private record Known(Addressee user, boolean active, boolean verified) {}

    /**
     * Sends a link to the address that is known of a user.
     *
     * @throws EngineException {@code not_found}, or {@code state_conflict} where they followed one
     *     before or may not sign in
     */
    public void verify(Caller by, UUID userId) {
        database.transaction(
                by.tenantId(),
                connection -> {
                    Known known = known(connection, by, userId);
                    if (known.verified || !known.active) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT,
                                known.active
                                        ? "The address is confirmed already"
                                        : "They are switched off; activate them first");
                    }
                    takeLimits(by, known.user, known.user.email());
                    letters.verification(connection, by.tenant(), known.user);
                    if (!userId.equals(by.userId())) {
                        AuditEvent.by(by.userId(), AuditKind.EMAIL_VERIFICATION_SENT, userId)
                                .write(connection, by.tenantId());
                    }
                    return true;
                });
    }

    private static Known known(Connection connection, Caller by, UUID userId) {
        return Sql.of(
                        "select id, email, name, locale, active, email_verified from user_account where tenant_id = ",
                        Sql.number(by.tenantId().value()),
                        " and id = ",
                        Sql.value(userId, ColumnType.UUID))
                .first(
                        connection,
                        row ->
                                new Known(
                                        Addressee.read(row),
                                        row.getBoolean("active"),
                                        row.getBoolean("email_verified")))
                .orElseThrow(() -> EngineException.notFound("The user " + userId));
    }

    // Nobody's mailbox is filled by somebody who names it.
    private void takeLimits(Caller caller, Addressee user, String email) {
        String slug = caller.tenant().slug();
        limits.take(
                List.of(
                        AttemptLimits.Limit.LETTERS_TO.of(slug, user.id().toString()),
                        AttemptLimits.Limit.LETTERS_TO.of(slug, Users.key(email))));
    }

    /**
     * Sends a link to another address, by {@code {email, password, otp?, passkey?}}. Whether
     * another user has it is told to who has the link.
     */
    public void change(Caller caller, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String email = NewUser.readEmail(attributes);
        String password = attributes.text("password", Passwords.MAX_LENGTH);
        SecondProof second = SecondProof.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        reauthentication.require(caller, password);
        secondFactors.require(caller, second);
        database.transaction(
                caller.tenantId(),
                connection -> {
                    Addressee user = known(connection, caller, caller.userId()).user;
                    takeLimits(caller, user, email);
                    letters.change(connection, caller.tenant(), user, email);
                    return true;
                });
    }
}
