package dev.armature.bench.scale;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Copies of a tenant, its metadata and its administrator included, made past the platform. Objects
 * and parts get numbers of their own, as if each had been made.
 */
final class TenantCopies {

    private static final int AT_ONCE = 500;

    private final DatabaseAddress owner;
    private final String slug;

    /**
     * @param slug of the tenant that is copied
     */
    TenantCopies(DatabaseAddress owner, String slug) {
        this.owner = owner;
        this.slug = slug;
    }

    /** Called while copies are made, with how many there are. */
    @FunctionalInterface
    interface Told {
        void copied(int copies);
    }

    /** Makes copies, whose slugs are the prefix with numbers from 1 on. */
    void make(String prefix, int count, Told told) {
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int first = 1; first <= count; first += AT_ONCE) {
                int last = Math.min(count, first + AT_ONCE - 1);
                statement.execute(sql(prefix, first, last));
                connection.commit();
                told.copied(last);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private String sql(String prefix, int first, int last) {
        return """
        create temporary table template on commit drop as
            select * from tenant where slug = '%1$s';
        create temporary table made on commit drop as
            select nextval('tenant_tenant_id_seq')::int as tenant_id, n from generate_series(%3$d, %4$d) n;
        create temporary table object_copy on commit drop as
            select m.tenant_id, o.id as old, nextval('object_definition_id_seq')::int as id
            from made m, object_definition o where o.tenant_id = (select tenant_id from template);
        create index on object_copy (tenant_id, old);
        analyze object_copy;
        insert into tenant (tenant_id, metadata_version, uid, slug, name, locale, time_zone, currency)
            select m.tenant_id, t.metadata_version, gen_random_uuid(), '%2$s' || m.n, t.name || m.n, t.locale, t.time_zone, t.currency
            from made m, template t;
        insert into user_account (tenant_id, id, roles, email, email_key, name, password_hash)
            select m.tenant_id, gen_random_uuid(), u.roles, u.email, u.email_key, u.name, u.password_hash
            from made m, user_account u where u.tenant_id = (select tenant_id from template);
        insert into object_definition (tenant_id, id, changed_in, next_field_id, position, name, definition)
            select c.tenant_id, c.id, o.changed_in, o.next_field_id, o.position, o.name, o.definition
            from object_copy c join object_definition o on o.id = c.old and o.tenant_id = (select tenant_id from template);
        insert into field_definition (tenant_id, object_id, id, target_object_id, changed_in, position, name, definition)
            select c.tenant_id, c.id, f.id, t.id, f.changed_in, f.position, f.name, f.definition
            from object_copy c
            join field_definition f on f.object_id = c.old and f.tenant_id = (select tenant_id from template)
            left join object_copy t on t.tenant_id = c.tenant_id and t.old = f.target_object_id;
        insert into part_definition (tenant_id, id, object_id, changed_in, position, kind, name, definition)
            select c.tenant_id, nextval('part_definition_id_seq')::int, c.id, p.changed_in, p.position, p.kind, p.name, p.definition
            from object_copy c
            join part_definition p on p.object_id = c.old and p.tenant_id = (select tenant_id from template);
        insert into metadata_change (tenant_id, version, summary, steps)
            select m.tenant_id, t.metadata_version, 'Copy', '[]' from made m, template t;
        """
                .formatted(slug, prefix, first, last);
    }

    /**
     * A refresh token of a copy's administrator: what a sign-in would have left, without the work
     * that a password makes.
     */
    String refreshToken(String copy) throws SQLException, IOException {
        UUID id = UUID.randomUUID();
        byte[] secret = MessageDigests.sha256(copy.getBytes(StandardCharsets.UTF_8));
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select t.tenant_id, t.uid, u.id from tenant t join user_account u on u.tenant_id = t.tenant_id where t.slug = '"
                                        + copy
                                        + "'")) {
            row.next();
            UUID uid = row.getObject(2, UUID.class);
            UUID signIn = UUID.randomUUID();
            try (Copy signIns = new Copy(owner, "sign_in", "tenant_id, id, user_id, address")) {
                signIns.row(row.getInt(1), signIn, row.getObject(3, UUID.class), "127.0.0.1");
            }
            try (Copy tokens =
                    new Copy(
                            owner,
                            "refresh_token",
                            "tenant_id, id, family_id, user_id, token_hash, expires_at")) {
                tokens.row(
                        row.getInt(1),
                        id,
                        signIn,
                        row.getObject(3, UUID.class),
                        "\\x" + HexFormat.of().formatHex(MessageDigests.sha256(secret)),
                        Instant.now().plus(1, ChronoUnit.DAYS));
            }
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            ByteBuffer.allocate(64)
                                    .putLong(uid.getMostSignificantBits())
                                    .putLong(uid.getLeastSignificantBits())
                                    .putLong(id.getMostSignificantBits())
                                    .putLong(id.getLeastSignificantBits())
                                    .put(secret)
                                    .array());
        }
    }

    private static final class MessageDigests {
        static byte[] sha256(byte[] bytes) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
