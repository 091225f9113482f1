package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;

/**
 * Which web sites may call the API from a browser: each tenant names its own. What it finds is
 * believed as long as what {@link Entrances} finds. Thread-safe.
 */
public final class Origins {

    private static final int MOST_KNOWN = 10_000;

    private final TenantDatabase database;
    private final Cache<String, Boolean> ofAnybody =
            Caffeine.newBuilder()
                    .maximumSize(MOST_KNOWN)
                    .expireAfterWrite(Entrances.BELIEVED_FOR)
                    .build();
    private final Cache<TenantId, List<String>> ofTenants =
            Caffeine.newBuilder()
                    .maximumSize(MOST_KNOWN)
                    .expireAfterWrite(Entrances.BELIEVED_FOR)
                    .build();

    public Origins(TenantDatabase database) {
        this.database = database;
    }

    /** Whether any tenant names it: all that can be told before it is known who asks. */
    public boolean allowedByAnybody(String origin) {
        return ofAnybody.get(
                origin,
                wanted ->
                        database.firstInAnyHome(connection ->
                                        Sql.of(
                                                        "select true where origin_allowed(",
                                                        Sql.value(wanted, ColumnType.TEXT),
                                                        ")")
                                                .first(connection, row -> true))
                                .isPresent());
    }

    /** Whether a tenant names it. */
    public boolean allowedBy(TenantId tenant, String origin) {
        return ofTenants
                .get(
                        tenant,
                        wanted ->
                                database.transaction(
                                        wanted,
                                        connection ->
                                                SignInSettings.get(connection, wanted).origins()))
                .contains(origin);
    }
}
