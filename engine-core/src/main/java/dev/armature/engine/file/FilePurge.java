package dev.armature.engine.file;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Deletes the rows of files that nothing needs any more; their bodies go after the commit. */
public final class FilePurge {

    /** How long a file waits for a record to hold it. */
    public static final Duration UNATTACHED_KEPT = Duration.ofDays(1);

    private FilePurge() {}

    /**
     * Deletes some files that no record took up in time, or that no record, no recycle bin and no
     * history has a link to any more.
     *
     * @return the ids of those that were deleted
     */
    public static List<UUID> some(
            Connection connection, TenantId tenant, Stock stock, Instant now, int atMost) {
        // Who attaches one at this moment holds its row; it is passed over and looked at next time.
        List<UUID> unneeded =
                Sql.of(
                                "select f.id from file f where f.tenant_id = ",
                                Sql.number(tenant.value()),
                                " and ",
                                isNoLogo("f"),
                                " and case when f.attached then ",
                                withoutLink("f"),
                                " else f.created_at < ",
                                Sql.value(now.minus(UNATTACHED_KEPT), ColumnType.TIMESTAMPTZ),
                                " end limit ",
                                Sql.number(atMost),
                                " for update skip locked")
                        .all(connection, row -> row.getObject(1, UUID.class));
        if (unneeded.isEmpty()) {
            return List.of();
        }
        // Looked at again, now that nobody else can: a link may have come before the lock.
        List<Gone> gone =
                Sql.of(
                                "delete from file f where f.tenant_id = ",
                                Sql.number(tenant.value()),
                                " and f.id = any(",
                                Sql.array(unneeded, ColumnType.UUID),
                                ") and ",
                                isNoLogo("f"),
                                " and ",
                                withoutLink("f"),
                                " returning f.id, f.size")
                        .all(
                                connection,
                                row -> new Gone(row.getObject(1, UUID.class), row.getLong(2)));
        stock.files(connection, tenant, -gone.size(), -gone.stream().mapToLong(Gone::size).sum());
        return gone.stream().map(Gone::id).toList();
    }

    private record Gone(UUID id, long size) {}

    private static String isNoLogo(String alias) {
        return "not exists (select from tenant t where t.tenant_id = %1$s.tenant_id and t.logo = %1$s.id)"
                .formatted(alias);
    }

    private static String withoutLink(String alias) {
        return "not exists (select from file_link l where l.tenant_id = %1$s.tenant_id and l.file_id = %1$s.id)"
                .formatted(alias);
    }
}
