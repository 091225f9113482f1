package dev.armature.engine.file;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes in pieces, as far as it is there.
 *
 * @param size how many bytes it will have
 * @param received how many are there for good
 * @param expiresAt when it is forgotten, unless more arrives
 * @param file the file that it became, once all was there
 */
public record Upload(
        UUID id, String name, long size, long received, Instant expiresAt, @Nullable UUID file) {

    static final String COLUMNS = "u.id, u.name, u.size, u.received, u.expires_at, u.file_id";

    /** Whether every byte is there, and it is no file yet. */
    boolean isWhole() {
        return file == null && received == size;
    }

    static Upload read(ResultSet row) throws SQLException {
        return new Upload(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getObject(6, UUID.class));
    }

    /** A piece of an upload. */
    record Part(long begins, long size, UUID body) {

        /** Those of an upload, in their order. */
        static List<Part> of(Connection connection, TenantId tenant, UUID upload) {
            return Sql.of(
                            "select p.begins, p.size, p.body from upload_part p where p.tenant_id = ",
                            Sql.number(tenant.value()),
                            " and p.upload_id = ",
                            Sql.value(upload, ColumnType.UUID),
                            " order by p.begins")
                    .all(
                            connection,
                            row ->
                                    new Part(
                                            row.getLong(1),
                                            row.getLong(2),
                                            row.getObject(3, UUID.class)));
        }

        /** Forgets those of an upload; their bodies go after the commit. */
        static void delete(Connection connection, TenantId tenant, UUID upload) {
            Sql.of(
                            "delete from upload_part p where p.tenant_id = ",
                            Sql.number(tenant.value()),
                            " and p.upload_id = ",
                            Sql.value(upload, ColumnType.UUID))
                    .execute(connection);
        }

        void insert(Connection connection, TenantId tenant, UUID upload) {
            Sql.of(
                            "insert into upload_part (tenant_id, begins, size, upload_id, body) values (",
                            Sql.number(tenant.value()),
                            ", ",
                            Sql.number(begins),
                            ", ",
                            Sql.number(size),
                            ", ",
                            Sql.value(upload, ColumnType.UUID),
                            ", ",
                            Sql.value(body, ColumnType.UUID),
                            ")")
                    .execute(connection);
        }
    }
}
