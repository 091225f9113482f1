package dev.armature.engine.mail;

import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Letters that wait to be sent. They lie there sealed, because links in them open accounts, and
 * their contents go once they are sent. Thread-safe.
 */
public final class MailQueue {

    // No object or field of metadata has a number below zero.
    private static final int NO_FIELD = -2;

    private final SecretBox box;
    private final Ids ids;

    public MailQueue(SecretBox box, Ids ids) {
        this.box = box;
        this.ids = ids;
    }

    /**
     * Queues a letter in the transaction of what it tells of: with it, it is sent or it is not.
     *
     * @param userId whom it is about, if they are a user already
     * @param usefulUntil after which it is not sent any more, such as the end of a link in it
     */
    public void add(
            Connection connection,
            TenantId tenant,
            @Nullable UUID userId,
            Letter letter,
            Instant usefulUntil) {
        UUID id = ids.next();
        Sql.of(
                        "insert into outgoing_mail (tenant_id, id, user_id, kind, useful_until, sealed) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(id, ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(letter.kind().word(), ColumnType.TEXT),
                                        Sql.value(usefulUntil, ColumnType.TIMESTAMPTZ),
                                        Sql.value(
                                                box.seal(
                                                        place(tenant.value(), id), letter.toJson()),
                                                ColumnType.TEXT))),
                        ")")
                .execute(connection);
    }

    /** Where a letter is sealed for. */
    public static SecretPlace place(int tenant, UUID id) {
        return new SecretPlace(tenant, NO_FIELD, NO_FIELD, id);
    }
}
