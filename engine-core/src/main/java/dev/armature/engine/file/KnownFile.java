package dev.armature.engine.file;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.StoredFile;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tenant, whoever may see it.
 *
 * @param file what its answer says of it
 * @param sha256 of its body, in hexadecimal
 * @param attached whether a record holds it, or did
 */
public record KnownFile(
        StoredFile file, String sha256, boolean attached, Instant createdAt, UUID createdBy) {

    private static final int FETCHED = 500;

    static final String COLUMNS =
            "f.id, f.name, f.media_type, f.size, f.width, f.height, f.sha256, f.attached, f.created_at, f.created_by";

    public UUID id() {
        return file.id();
    }

    /** Those of some files that there are. */
    static List<KnownFile> find(Connection connection, TenantId tenant, Collection<UUID> ids) {
        return select(tenant, ids).all(connection, KnownFile::read);
    }

    private static Sql select(TenantId tenant, Collection<UUID> ids) {
        return Sql.of(
                "select " + COLUMNS + " from file f where f.tenant_id = ",
                Sql.number(tenant.value()),
                " and f.id = any(",
                Sql.array(ids, ColumnType.UUID),
                ")");
    }

    /** The same, kept from being deleted until the transaction ends. */
    static List<KnownFile> held(Connection connection, TenantId tenant, Collection<UUID> ids) {
        return Sql.of(select(tenant, ids), " order by f.id for key share")
                .all(connection, KnownFile::read);
    }

    /** Hands over all of a tenant's, however many, in order of their ids. */
    public static void scan(Connection connection, TenantId tenant, Consumer<KnownFile> consumer) {
        Sql.of(
                        "select " + COLUMNS + " from file f where f.tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by f.id")
                .scan(
                        connection,
                        FETCHED,
                        rows -> {
                            while (rows.next()) {
                                consumer.accept(read(rows));
                            }
                        });
    }

    static KnownFile read(ResultSet row) throws SQLException {
        return new KnownFile(
                new StoredFile(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        whole(row, 5),
                        whole(row, 6)),
                row.getString(7),
                row.getBoolean(8),
                row.getObject(9, OffsetDateTime.class).toInstant(),
                row.getObject(10, UUID.class));
    }

    private static @Nullable Integer whole(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : (Integer) value;
    }
}
