package dev.armature.engine.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to be noted. It holds no secret, no token and no password.
 *
 * @param actor the user who did it, or null where nobody is known to have
 * @param subject what it was done to, such as a user's id
 * @param address where it was done from, if it is known
 */
public record AuditEvent(
        AuditKind kind,
        @Nullable UUID actor,
        @Nullable String subject,
        @Nullable String address,
        ObjectNode detail) {

    private static final int MAX_DETAIL = 4_000;

    /** Something that a user did. */
    public static AuditEvent by(UUID actor, AuditKind kind, @Nullable Object subject) {
        return new AuditEvent(
                kind, actor, subject == null ? null : subject.toString(), null, Json.object());
    }

    /** The same with what else is to be said of it. */
    public AuditEvent with(String name, String value) {
        ObjectNode more = detail.deepCopy();
        more.put(name, value);
        return new AuditEvent(kind, actor, subject, address, more);
    }

    /** The same from an address. */
    public AuditEvent from(@Nullable String place) {
        return new AuditEvent(kind, actor, subject, place, detail);
    }

    /** Notes it in a transaction of its own: what it tells of changes nothing, or is over. */
    public void write(TenantDatabase database, TenantId tenant) {
        database.transaction(
                tenant,
                connection -> {
                    write(connection, tenant);
                    return true;
                });
    }

    /** Notes it in the transaction of what it tells of: with it, it is there or it is not. */
    public void write(Connection connection, TenantId tenant) {
        String text = Json.write(detail);
        Sql.of(
                        "insert into audit_entry (tenant_id, actor, kind, subject, address, detail) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(actor, ColumnType.UUID),
                                        Sql.value(kind.word(), ColumnType.TEXT),
                                        Sql.value(subject, ColumnType.TEXT),
                                        Sql.value(address, ColumnType.TEXT),
                                        Sql.value(
                                                text.length() <= MAX_DETAIL ? text : "{}",
                                                ColumnType.TEXT))),
                        ")")
                .execute(connection);
    }
}
