package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Finds users as those who ask for something. Thread-safe. */
public final class Callers {

    private final TenantDatabase database;
    private final TenantDirectory tenants;

    public Callers(TenantDatabase database, TenantDirectory tenants) {
        this.database = database;
        this.tenants = tenants;
    }

    /** A user of a tenant, unless they are switched off. */
    public Optional<Caller> find(Tenant tenant, UUID userId) {
        return Optional.ofNullable(find(tenant, List.of(userId)).get(userId));
    }

    /** Those of some users of a tenant who are not switched off, by their ids. */
    Map<UUID, Caller> find(Tenant tenant, Collection<UUID> userIds) {
        Sql sql =
                Sql.of(
                        "select u.id, u.email, u.name, u.roles, u.locale, s.* from user_account u cross join lateral (",
                        Standings.with(tenant.id(), Sql.raw("u.id")),
                        " select ",
                        Standings.COLUMNS,
                        ") s(groups, group_ids, reports, attributes, shared) where u.tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and u.id = any(",
                        Sql.array(userIds, ColumnType.UUID),
                        ") and u.active");
        Map<UUID, Caller> found = new HashMap<>();
        database.query(
                tenant.id(),
                sql,
                row -> {
                    while (row.next()) {
                        UUID id = row.getObject(1, UUID.class);
                        found.put(
                                id,
                                new Caller(
                                        tenant,
                                        id,
                                        row.getString(2),
                                        row.getString(3),
                                        User.roles(row.getArray(4)),
                                        Objects.requireNonNullElse(
                                                row.getString(5), tenant.locale()),
                                        Standings.read(row, 6)));
                    }
                });
        return found;
    }

    /**
     * Who asked for work that is done later.
     *
     * @throws EngineException {@code forbidden} when they may not sign in any more
     */
    public Caller required(TenantId tenantId, UUID userId) {
        return tenants.find(tenantId)
                .flatMap(tenant -> find(tenant, userId))
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.FORBIDDEN,
                                "Who asked for this may not sign in any more"));
    }
}
