package dev.armature.engine.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The chain of a tenant's entries: how it is made longer, and whether it is whole. */
public final class AuditChain {

    private static final int BATCH = 500;
    private static final int HASH_BYTES = 32;
    private static final int LOCK = 0x41554449;

    private AuditChain() {}

    private record Link(long position, byte[] hash) {
        static final Link NONE = new Link(0, new byte[HASH_BYTES]);
    }

    /**
     * What came of going along the chain.
     *
     * @param entries how many are in it
     * @param head the hash of the last, in hexadecimal: who keeps it elsewhere can show that
     *     nothing was cut off
     * @param broken what is wrong with the first entry that is not as it was, or null
     */
    public record Verified(long entries, String head, @Nullable String broken) {

        /** As it is answered. */
        public ObjectNode toJson() {
            return Json.object()
                    .put("intact", broken == null)
                    .put("entries", entries)
                    .put("head", head)
                    .put("broken", broken);
        }
    }

    /**
     * Gives entries that wait their places, some at a time; one at a time does so.
     *
     * @param patient whether to wait for who does so already, and not to leave it to them
     * @return how many
     */
    static int seal(Connection connection, TenantId tenant, boolean patient) throws SQLException {
        if (!lock(connection, tenant, patient)) {
            return 0;
        }
        List<AuditEntry> entries =
                Sql.of(
                                "select ",
                                AuditEntry.COLUMNS,
                                " from audit_pending p join audit_entry e on e.tenant_id = p.tenant_id and e.id = p.entry_id where p.tenant_id = ",
                                Sql.number(tenant.value()),
                                " order by e.at, e.id limit ",
                                Sql.number(BATCH))
                        .all(connection, AuditEntry::read);
        if (!entries.isEmpty()) {
            append(connection, tenant, entries);
        }
        return entries.size();
    }

    /** Gives all entries that wait their places, within a transaction. */
    public static void sealAll(Connection connection, TenantId tenant) {
        try {
            while (seal(connection, tenant, true) > 0) {
                // There were some, and there may be more.
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static boolean lock(Connection connection, TenantId tenant, boolean patient) {
        Sql which = Sql.of(Sql.number(LOCK), ", ", Sql.number(tenant.value()), ")");
        return patient
                ? Sql.of("select true from (select pg_advisory_xact_lock(", which, ") l")
                        .first(connection, row -> row.getBoolean(1))
                        .isPresent()
                : Sql.of("select pg_try_advisory_xact_lock(", which)
                        .first(connection, row -> row.getBoolean(1))
                        .orElse(false);
    }

    private static void append(Connection connection, TenantId tenant, List<AuditEntry> entries)
            throws SQLException {
        Link link = last(connection, tenant);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into audit_seal (tenant_id, position, entry_id, hash) values (?, ?, ?, ?)")) {
            for (AuditEntry entry : entries) {
                long position = link.position + 1;
                link = new Link(position, entry.hash(tenant.value(), position, link.hash));
                insert.setInt(1, tenant.value());
                insert.setLong(2, position);
                insert.setObject(3, entry.id());
                insert.setBytes(4, link.hash);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        Sql.of(
                        "delete from audit_pending where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and entry_id = any(",
                        Sql.array(entries.stream().map(AuditEntry::id).toList(), ColumnType.UUID),
                        ")")
                .execute(connection);
    }

    private static Link last(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select position, hash from audit_seal where tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by position desc limit 1")
                .first(connection, row -> new Link(row.getLong(1), row.getBytes(2)))
                .orElse(Link.NONE);
    }

    /** Goes along the whole chain, within a transaction. */
    public static Verified verify(Connection connection, TenantId tenant) {
        Walk walk = new Walk(tenant);
        Sql.of(
                        "select s.position, s.hash, s.entry_id, ",
                        AuditEntry.COLUMNS,
                        " from audit_seal s left join audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id where s.tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by s.position")
                .scan(
                        connection,
                        BATCH,
                        rows -> {
                            while (walk.broken == null && rows.next()) {
                                walk.step(rows);
                            }
                        });
        if (walk.broken == null) {
            walk.broken = left(connection, tenant);
        }
        return new Verified(
                walk.link.position, HexFormat.of().formatHex(walk.link.hash), walk.broken);
    }

    private static final class Walk {
        private final TenantId tenant;
        private Link link = Link.NONE;
        private @Nullable String broken;

        Walk(TenantId tenant) {
            this.tenant = tenant;
        }

        void step(ResultSet row) throws SQLException {
            long position = row.getLong("position");
            UUID id = row.getObject("entry_id", UUID.class);
            if (position != link.position + 1) {
                broken = "Entry %d is missing".formatted(link.position + 1);
                return;
            }
            if (row.getObject("id") == null) {
                broken = "Entry %d (%s) was deleted".formatted(position, id);
                return;
            }
            byte[] hash = AuditEntry.read(row).hash(tenant.value(), position, link.hash);
            if (!Arrays.equals(hash, row.getBytes("hash"))) {
                broken = "Entry %d (%s) is not what was written".formatted(position, id);
                return;
            }
            link = new Link(position, hash);
        }
    }

    // What is neither in the chain nor waits for its place was taken out.
    private static @Nullable String left(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select e.id from audit_entry e where e.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and not exists (select from audit_seal s where s.tenant_id = e.tenant_id and s.entry_id = e.id) and not exists (select from audit_pending p where p.tenant_id = e.tenant_id and p.entry_id = e.id) order by e.at, e.id limit 1")
                .first(
                        connection,
                        row -> "Entry %s was taken out of the chain".formatted(row.getString(1)))
                .orElse(null);
    }
}
