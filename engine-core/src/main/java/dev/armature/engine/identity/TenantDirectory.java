package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which tenants there are. The only reader of rows across tenants, by slug, uid or number.
 * Thread-safe.
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
        return find(Sql.of(Sql.number(id.value()), "::int"));
    }

    /**
     * All tenants, by their numbers; only the owner sees them.
     *
     * @param owner the database as its owner
     */
    public static List<Tenant> all(DatabaseAddress owner) {
        List<Tenant> all = new ArrayList<>();
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            Sql.of("select ", COLUMNS, " from armature.tenant order by tenant_id")
                    .query(
                            connection,
                            row -> {
                                while (row.next()) {
                                    all.add(tenant(row));
                                }
                            });
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return all;
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
        Sql sql = Sql.of("select ", COLUMNS, " from find_tenant(", argument, ")");
        return database.withoutTenant(connection -> sql.first(connection, TenantDirectory::tenant));
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
