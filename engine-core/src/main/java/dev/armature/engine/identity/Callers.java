package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds who stands behind a token: the user as they are now, and whether their sign-in still holds.
 * What it finds is believed for two seconds, so a right that is taken away is gone that soon.
 * Thread-safe.
 */
public final class Callers {

    /** How long a caller is believed without asking the database again. */
    public static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Cache<AccessTokens.Claims, Optional<Caller>> known =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(BELIEVED_FOR).build();

    public Callers(TenantDatabase database, TenantDirectory tenants) {
        this.database = database;
        this.tenants = tenants;
    }

    /** The caller behind valid claims, unless they have been signed out or switched off. */
    public Optional<Caller> find(AccessTokens.Claims claims) {
        Optional<Caller> caller = known.getIfPresent(claims);
        if (caller == null) {
            caller = load(claims);
            known.put(claims, caller);
        }
        return caller;
    }

    /** The same if they were found a moment ago, without looking anything up. */
    public Optional<Caller> known(AccessTokens.Claims claims) {
        Optional<Caller> caller = known.getIfPresent(claims);
        return caller == null ? Optional.empty() : caller;
    }

    /** A user of a tenant, for what is done on their behalf after they asked. */
    public Optional<Caller> find(Tenant tenant, UUID userId) {
        return load(tenant, userId, Sql.raw("true"));
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

    private Optional<Caller> load(AccessTokens.Claims claims) {
        Optional<Tenant> tenant = tenants.find(claims.tenantUid()).filter(Tenant::active);
        return tenant.flatMap(found ->
                load(
                        found,
                        claims.userId(),
                        Sql.of(
                                "exists (select 1 from sign_in s where s.tenant_id = ",
                                Sql.number(found.id().value()),
                                " and s.id = ",
                                Sql.value(claims.familyId(), ColumnType.UUID),
                                " and s.ended_at is null)")));
    }

    private Optional<Caller> load(Tenant tenant, UUID userId, Sql condition) {
        Sql sql =
                Sql.of(
                        "select u.email, u.name, u.roles, u.locale from user_account u where u.tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and u.id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and u.active and ",
                        condition);
        Caller[] found = new Caller[1];
        database.query(
                tenant.id(),
                sql,
                row -> {
                    if (row.next()) {
                        found[0] =
                                new Caller(
                                        tenant,
                                        userId,
                                        row.getString(1),
                                        row.getString(2),
                                        User.roles(row.getArray(3)),
                                        Objects.requireNonNullElse(
                                                row.getString(4), tenant.locale()));
                    }
                });
        return Optional.ofNullable(found[0]);
    }
}
