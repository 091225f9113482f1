package dev.armature.engine.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a tenant's audit log. Thread-safe. */
public final class AuditLog {

    private static final int FETCHED = 500;

    private final TenantDatabase database;
    private final AuditSealer sealer;

    public AuditLog(TenantDatabase database, AuditSealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /**
     * Which entries are wanted.
     *
     * @param kind a kind, or all that begin with it and a dot, as sign_in is of sign_in.failed
     * @param before only entries before this place, the newest first
     */
    public record Wanted(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID actor,
            @Nullable String kind,
            @Nullable Long before) {}

    /** An entry, as it is answered, with its place. */
    public record Listed(long position, ObjectNode json) {}

    /** The newest of those that are wanted, what was written a moment ago included. */
    public List<Listed> list(TenantId tenant, Wanted wanted, int atMost) {
        sealer.seal(tenant);
        List<Object> sql = new ArrayList<>();
        sql.add("select s.position, " + AuditEntry.COLUMNS);
        sql.add(
                " from audit_seal s join audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id where s.tenant_id = ");
        sql.add(Sql.number(tenant.value()));
        if (wanted.before != null) {
            sql.add(" and s.position < ");
            sql.add(Sql.number(wanted.before.longValue()));
        }
        if (wanted.from != null) {
            sql.add(" and e.at >= ");
            sql.add(Sql.value(wanted.from, ColumnType.TIMESTAMPTZ));
        }
        if (wanted.to != null) {
            sql.add(" and e.at < ");
            sql.add(Sql.value(wanted.to, ColumnType.TIMESTAMPTZ));
        }
        if (wanted.actor != null) {
            sql.add(" and e.actor = ");
            sql.add(Sql.value(wanted.actor, ColumnType.UUID));
        }
        if (wanted.kind != null) {
            sql.add(" and (e.kind = ");
            sql.add(Sql.value(wanted.kind, ColumnType.TEXT));
            sql.add(" or starts_with(e.kind, ");
            sql.add(Sql.value(wanted.kind + ".", ColumnType.TEXT));
            sql.add("))");
        }
        sql.add(" order by s.position desc limit ");
        sql.add(Sql.number(atMost));
        Sql query = Sql.of(sql.toArray());
        return database.transaction(
                tenant,
                connection ->
                        query.all(
                                connection,
                                row -> {
                                    long position = row.getLong("position");
                                    return new Listed(
                                            position, AuditEntry.read(row).toJson(position));
                                }));
    }

    /**
     * Hands over all entries that have their place in the chain, from the first, each with its
     * hash: who has them can go along the chain.
     */
    public static void scan(Connection connection, TenantId tenant, Consumer<ObjectNode> consumer) {
        Sql.of(
                        "select s.position, encode(s.hash, 'hex') as hash, " + AuditEntry.COLUMNS,
                        " from audit_seal s join audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id where s.tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by s.position")
                .scan(
                        connection,
                        FETCHED,
                        rows -> {
                            while (rows.next()) {
                                consumer.accept(
                                        AuditEntry.read(rows)
                                                .toJson(rows.getLong("position"))
                                                .put("hash", rows.getString("hash")));
                            }
                        });
    }

    /** Gives all of a tenant's entries that wait for it their place in the chain. */
    public void settle(TenantId tenant) {
        sealer.seal(tenant);
    }

    /** Whether a tenant's chain is whole. */
    public AuditChain.Verified verify(TenantId tenant) {
        sealer.seal(tenant);
        return database.transaction(tenant, connection -> AuditChain.verify(connection, tenant));
    }

    /** Notes what was not done within another transaction. */
    public void note(TenantId tenant, AuditEvent event) {
        event.write(database, tenant);
    }
}
