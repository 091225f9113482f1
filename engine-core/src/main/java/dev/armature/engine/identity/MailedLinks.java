package dev.armature.engine.identity;

import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * Takes the secrets of links that people were given, by mail or in the address of a page, whatever
 * they are for. Those that lead nowhere are counted by where they come from, and all are told of
 * alike. Thread-safe.
 */
public final class MailedLinks {

    /** The longest secret that is looked at. */
    public static final int MAX_LENGTH = 1_000;

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final AttemptLimits limits;

    /** */
    public MailedLinks(TenantDatabase database, TenantDirectory tenants, AttemptLimits limits) {
        this.database = database;
        this.tenants = tenants;
        this.limits = limits;
    }

    /** Finds what a secret is good for, within a transaction of its tenant. */
    @FunctionalInterface
    public interface Lookup<T> {
        Optional<T> find(Connection connection, Tenant tenant, SecretToken token);
    }

    /**
     * What a secret leads to.
     *
     * @throws EngineException {@code invalid_link}, or {@code too_many_requests} after many of
     *     those
     */
    public <T> T required(String secret, Visitor visitor, Lookup<T> lookup) {
        List<AttemptLimits.Key> counted = List.of(AttemptLimits.Limit.LINKS.of(visitor.network()));
        limits.take(counted);
        T found = find(secret, lookup).orElseThrow(MailedLinks::refused);
        limits.giveBack(counted);
        return found;
    }

    private <T> Optional<T> find(String secret, Lookup<T> lookup) {
        SecretToken token = SecretToken.parse(secret);
        return token == null
                ? Optional.empty()
                : tenants.find(token.tenantUid())
                        .filter(Tenant::active)
                        .flatMap(tenant ->
                                database.transaction(
                                        tenant.id(),
                                        connection -> lookup.find(connection, tenant, token)));
    }

    /** The answer to a secret that leads nowhere, whatever the reason. */
    public static EngineException refused() {
        return new EngineException(ErrorCode.INVALID_LINK, ErrorCode.INVALID_LINK.title());
    }
}
