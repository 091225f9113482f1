package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Quotas;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which tenants there are. The only reader of rows across tenants, by slug, uid or number. The
 * common home knows of all of them; of those that live elsewhere it says where. Thread-safe.
 */
public final class TenantDirectory {

    /** What {@link #tenant} reads. */
    public static final String COLUMNS =
            "tenant_id, uid, slug, name, locale, time_zone, currency, active, request_quota, accent, logo, erasure_due_at";

    private final TenantDatabase database;

    public TenantDirectory(TenantDatabase database) {
        this.database = database;
    }

    public Optional<Tenant> find(String slug) {
        return find(Sql.value(slug, ColumnType.TEXT));
    }

    public Optional<Tenant> find(UUID uid) {
        return find(Sql.value(uid, ColumnType.UUID));
    }

    public Optional<Tenant> find(TenantId id) {
        HomePool home = database.home(id);
        Optional<Tenant> there = home.isCommon() ? Optional.empty() : at(home, id);
        return there.isPresent() ? there : find(number(id));
    }

    private static Sql number(TenantId id) {
        return Sql.of(Sql.number(id.value()), "::int");
    }

    /**
     * All tenants of a home, by their numbers; only its owner sees them.
     *
     * @param owner the database as its owner
     */
    public static List<Tenant> all(DatabaseAddress owner) {
        return placed(owner).stream()
                .filter(placed -> !placed.away)
                .map(placed -> placed.tenant)
                .toList();
    }

    /**
     * All tenants of the installation, by their numbers. Of one whose home is out of reach there is
     * what the directory has.
     */
    public static List<Tenant> all(HomeAddresses homes) {
        Map<TenantId, Tenant> all = new TreeMap<>(Comparator.comparingInt(TenantId::value));
        for (Home home : homes.homes()) {
            for (Placed placed : placed(home.owner())) {
                if (home.isCommon() || !placed.away) {
                    all.put(placed.tenant.id(), placed.tenant);
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static List<Placed> placed(DatabaseAddress owner) {
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            return Sql.of("select ", COLUMNS, ", home_id, away from tenant order by tenant_id")
                    .all(connection, Placed::read);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** A tenant's row, and whether the tenant is there. */
    private record Placed(Tenant tenant, int home, boolean away) {

        private static Placed read(ResultSet row) throws SQLException {
            return new Placed(
                    TenantDirectory.tenant(row), row.getInt("home_id"), row.getBoolean("away"));
        }
    }

    /**
     * One of them, by its number, kept as it is until the transaction ends.
     *
     * @param connection with a transaction of that tenant
     */
    public static Tenant held(Connection connection, TenantId id) {
        return Sql.of(
                        "select ",
                        COLUMNS,
                        " from tenant where tenant_id = ",
                        Sql.number(id.value()),
                        " for no key update")
                .first(connection, TenantDirectory::tenant)
                .orElseThrow();
    }

    private Optional<Tenant> find(Sql argument) {
        Sql sql = placed(argument);
        Optional<Placed> entry =
                database.inDirectory(connection -> sql.first(connection, Placed::read));
        entry.ifPresent(placed -> database.learn(placed.tenant.id(), placed.home));
        return entry.flatMap(placed ->
                placed.away
                        ? at(database.home(placed.tenant.id()), placed.tenant.id())
                        : Optional.of(placed.tenant));
    }

    private Optional<Tenant> at(HomePool home, TenantId id) {
        Sql sql = placed(number(id));
        return database.in(home, connection -> sql.first(connection, Placed::read))
                .filter(placed -> !placed.away)
                .map(placed -> placed.tenant);
    }

    private static Sql placed(Sql argument) {
        return Sql.of("select ", COLUMNS, ", home_id, away from find_tenant(", argument, ")");
    }

    /** A tenant of a row. */
    public static Tenant tenant(ResultSet row) throws SQLException {
        OffsetDateTime erasureDue = row.getObject("erasure_due_at", OffsetDateTime.class);
        return new Tenant(
                new TenantId(row.getInt("tenant_id")),
                row.getObject("uid", UUID.class),
                row.getString("slug"),
                row.getString("name"),
                row.getString("locale"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("currency"),
                row.getBoolean("active"),
                new Quotas(row.getObject("request_quota", Integer.class)),
                new Brand(row.getString("accent"), row.getObject("logo", UUID.class)),
                erasureDue == null ? null : erasureDue.toInstant());
    }
}
