package dev.armature.engine.erasure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditChain;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases suspended tenants for good: every row of theirs, their own tables, views and roles in one
 * transaction that leaves a proof, and the bodies of their files after it. The proof of a tenant
 * that lives elsewhere is left in the common home, as the other one may go with its last tenant.
 */
public final class Erasure {

    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);

    /** Held by writers of a tenant, shared: whoever has it alone has none beside them. */
    private static final int WRITERS = 1095912781;

    private final HomeAddresses homes;
    private final FileBodies bodies;
    private final Clock clock;

    /**
     * @param homes the databases as their owners
     */
    public Erasure(HomeAddresses homes, FileBodies bodies, Clock clock) {
        this.homes = homes;
        this.bodies = bodies;
        this.clock = clock;
    }

    /**
     * Erases a tenant.
     *
     * @param by who has it done
     * @throws EngineException {@code state_conflict} when it is not suspended
     */
    public Proof erase(Tenant tenant, String by, String reason) {
        Home home = homes.homeOf(tenant.id());
        Proof proof =
                AsOwner.of(
                        common(),
                        connection ->
                                home.isCommon()
                                        ? prove(
                                                connection,
                                                delete(connection, home, tenant, by, reason))
                                        : eraseElsewhere(connection, home, tenant, by, reason));
        homes.homes().stream()
                .filter(other -> !other.isCommon() && other.id() != home.id())
                .forEach(other ->
                        AsOwner.of(
                                other, connection -> deleteCopy(connection, other, tenant.id())));
        deleteBodies(tenant.id());
        return proof;
    }

    // Cut off between the two commits it is done again: there is an entry of the directory then,
    // and nothing in the home.
    private Proof eraseElsewhere(
            Connection directory, Home home, Tenant tenant, String by, String reason) {
        Deleted deleted =
                AsOwner.of(home, connection -> delete(connection, home, tenant, by, reason));
        deleteCopy(directory, common(), tenant.id());
        return prove(directory, deleted);
    }

    /**
     * What was deleted.
     *
     * @param asker who is sent the proof of it, if an administrator asked for it
     */
    private record Deleted(ObjectNode told, Optional<ErasureLetters.Asker> asker) {}

    private Proof prove(Connection directory, Deleted deleted) {
        Proof proof = Proof.add(directory, deleted.told);
        deleted.asker.ifPresent(
                asker -> ErasureLetters.add(directory, proof, asker, clock.instant()));
        return proof;
    }

    /** Deletes what a move, or the directory, has left of a tenant in a home. */
    private static boolean deleteCopy(Connection connection, Home home, TenantId tenant) {
        setTenant(connection, home, tenant);
        dropOwn(connection, home.application().user(), tenant, Json.object());
        for (String table : TenantTables.inOrder(connection)) {
            TenantTables.delete(connection, table, tenant);
        }
        return true;
    }

    private Deleted delete(
            Connection connection, Home home, Tenant tenant, String by, String reason) {
        hold(connection, home, tenant.id());
        Optional<ErasureLetters.Asker> asker = ErasureLetters.asker(connection, tenant.id());
        ObjectNode told = head(connection, tenant, by, reason);
        ObjectNode rows = told.putObject("rows");
        dropOwn(connection, home.application().user(), tenant.id(), rows);
        for (String table : TenantTables.inOrder(connection)) {
            rows.put(table, TenantTables.delete(connection, table, tenant.id()));
        }
        return new Deleted(told, asker);
    }

    private Home common() {
        return homes.homes().getFirst();
    }

    /**
     * A tenant that is shut, to be erased.
     *
     * @param by the administrator who asked for it
     */
    record Asked(Tenant tenant, UUID by, Instant at, Instant dueAt) {}

    /** Shuts the tenants whose erasure is due, unless they are shut for another reason. */
    void shutDue(Instant now) {
        Sql moment = Sql.value(now, ColumnType.TIMESTAMPTZ);
        Sql shut =
                Sql.of(
                        "update tenant set active = false, suspended_at = ",
                        moment,
                        ", erasure_begun_at = ",
                        moment,
                        " where active and not away and erasure_due_at <= ",
                        moment);
        inEachHome(connection -> List.of(shut.execute(connection)));
    }

    /** Those that were shut so by a moment, and still are. */
    List<Asked> settled(Instant by) {
        return inEachHome(connection ->
                Sql.of(
                                "select ",
                                TenantDirectory.COLUMNS,
                                ", erasure_asked_by, erasure_asked_at from tenant where not active and not away and erasure_begun_at <= ",
                                Sql.value(by, ColumnType.TIMESTAMPTZ),
                                " order by tenant_id")
                        .all(connection, Erasure::asked));
    }

    private static Asked asked(ResultSet row) throws SQLException {
        Tenant tenant = TenantDirectory.tenant(row);
        return new Asked(
                tenant,
                row.getObject("erasure_asked_by", UUID.class),
                row.getObject("erasure_asked_at", OffsetDateTime.class).toInstant(),
                Objects.requireNonNull(tenant.erasureDue()));
    }

    /** All proofs, the oldest first. */
    public List<Proof> proofs() {
        return AsOwner.of(common(), Proof::all);
    }

    /**
     * Deletes bodies that were left when an erasure was cut off after its commit.
     *
     * @return how many there were
     */
    public int finish(Proof proof) {
        TenantId tenant = new TenantId(proof.told().get("number").intValue());
        // Whatever a proof says that somebody changed: what is a tenant's stays.
        return AsOwner.of(common(), connection -> isThere(connection, tenant))
                ? 0
                : deleteBodies(tenant);
    }

    private static boolean isThere(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select exists (select from tenant where tenant_id = ",
                        Sql.number(tenant.value()),
                        ")")
                .first(connection, row -> row.getBoolean(1))
                .orElseThrow();
    }

    private static void setTenant(Connection connection, Home home, TenantId tenant) {
        Sql.of(
                        "select set_config('app.tenant', ",
                        Sql.value(tenant.toString(), ColumnType.TEXT),
                        ", true), set_config('search_path', ",
                        Sql.value(home.schema() + ", pg_temp", ColumnType.TEXT),
                        ", true)")
                .first(connection, row -> true);
    }

    private static void hold(Connection connection, Home home, TenantId tenant) {
        setTenant(connection, home, tenant);
        Sql.of(
                        "select pg_advisory_xact_lock(",
                        Sql.number(WRITERS),
                        "::int, ",
                        Sql.number(tenant.value()),
                        "::int)::text")
                .first(connection, row -> true);
        boolean active =
                Sql.of(
                                "select active from tenant where tenant_id = ",
                                Sql.number(tenant.value()),
                                " for update")
                        .first(connection, row -> row.getBoolean(1))
                        .orElseGet(() -> gone(home));
        if (active) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The tenant is not suspended; suspend it first, so that nobody works in it");
        }
    }

    // What is erased already is not active; in the common home there is nothing to go on with.
    private static boolean gone(Home home) {
        if (home.isCommon()) {
            throw EngineException.notFound("The tenant");
        }
        return false;
    }

    /** What is said of it beside the numbers of rows; of its slug no more than a hash. */
    private ObjectNode head(Connection connection, Tenant tenant, String by, String reason) {
        AuditChain.sealAll(connection, tenant.id());
        AuditChain.Verified chain = AuditChain.verify(connection, tenant.id());
        ObjectNode told =
                Json.object()
                        .put("tenant", tenant.uid().toString())
                        .put("number", tenant.id().value())
                        .put(
                                "slugSha256",
                                Sha256.hex(tenant.slug().getBytes(StandardCharsets.UTF_8)))
                        .put("erasedAt", clock.instant().toString())
                        .put("by", by)
                        .put("reason", reason);
        told.set("audit", chain.toJson());
        return told;
    }

    private static void dropOwn(
            Connection connection, String appRole, TenantId tenant, ObjectNode rows) {
        String tables = TenantSchemas.tables(tenant);
        for (String table : TenantTables.of(connection, tables)) {
            long count =
                    Sql.raw("select count(*) from \"%s\".\"%s\"".formatted(tables, table))
                            .first(connection, row -> row.getLong(1))
                            .orElseThrow();
            rows.put(tables + "." + table, count);
        }
        for (String schema : List.of(TenantSchemas.views(tenant), tables)) {
            Sql.raw("drop schema if exists \"%s\" cascade".formatted(schema)).execute(connection);
        }
        for (String role :
                List.of(
                        TenantRoles.readers(appRole, tenant),
                        TenantRoles.viewMaker(appRole, tenant),
                        TenantRoles.of(appRole, tenant))) {
            dropRole(connection, role);
        }
    }

    private static void dropRole(Connection connection, String role) {
        boolean exists =
                Sql.of(
                                "select true from pg_roles where rolname = ",
                                Sql.value(role, ColumnType.TEXT))
                        .first(connection, row -> true)
                        .orElse(false);
        if (exists) {
            Sql.raw("grant \"%s\" to current_user".formatted(role)).execute(connection);
            Sql.raw("drop owned by \"%s\"".formatted(role)).execute(connection);
            Sql.raw("drop role \"%s\"".formatted(role)).execute(connection);
        }
    }

    private int deleteBodies(TenantId tenant) {
        List<BodyName> names = new ArrayList<>();
        try {
            bodies.list(tenant, found -> names.add(found.name()));
            for (BodyName name : names) {
                bodies.delete(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names.size();
    }

    /** Rows of every home; one that fails is left out until the next time. */
    private <T> List<T> inEachHome(Function<Connection, List<T>> work) {
        List<T> found = new ArrayList<>();
        for (Home home : homes.homes()) {
            try {
                found.addAll(AsOwner.of(home, work));
            } catch (DatabaseException e) {
                if (home.isCommon()) {
                    throw e;
                }
                LOG.warn("Erasures in {} wait: {}", home, e.toString());
            }
        }
        return found;
    }
}
