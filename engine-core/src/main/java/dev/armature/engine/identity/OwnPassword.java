package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AccountLinks.Purpose;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A person's change of their own password. Thread-safe. */
public final class OwnPassword {

    private final TenantDatabase database;
    private final Passwords passwords;
    private final Reauthentication reauthentication;
    private final Post post;

    public OwnPassword(
            TenantDatabase database,
            Passwords passwords,
            Reauthentication reauthentication,
            Post post) {
        this.database = database;
        this.passwords = passwords;
        this.reauthentication = reauthentication;
        this.post = post;
    }

    /**
     * Changes it by {@code {password, newPassword}}, and ends every other session.
     *
     * @param session the session that stays
     */
    public void change(Caller caller, UUID session, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String old = attributes.text("password", Passwords.MAX_LENGTH);
        String fresh =
                NewUser.readPassword(
                        attributes, "newPassword", List.of(caller.email(), caller.name()));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        reauthentication.require(caller, old);
        String hash = passwords.hash(fresh);
        database.transaction(
                caller.tenantId(),
                connection -> {
                    Sql.of(
                                    "update user_account set version = version + 1, updated_at = now(), own_password = true, password_hash = ",
                                    Sql.value(hash, ColumnType.TEXT),
                                    " where tenant_id = ",
                                    Sql.number(caller.tenantId().value()),
                                    " and id = ",
                                    Sql.value(caller.userId(), ColumnType.UUID))
                            .execute(connection);
                    AuditEvent.by(caller.userId(), AuditKind.PASSWORD_CHANGED, caller.userId())
                            .write(connection, caller.tenantId());
                    // Links that were sent before go with the password that they were for.
                    AccountLinks.endAll(
                            connection, caller.tenantId(), caller.userId(), Purpose.RESET);
                    post.tell(connection, caller, LetterKind.PASSWORD_CHANGED, Map.of());
                    return Sessions.endAllBut(
                            connection, caller.tenantId(), caller.userId(), session);
                });
    }
}
