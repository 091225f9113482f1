package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Codes for who has lost their device: ten of eighty bits, each good once, only hashes kept. */
final class RecoveryCodes {

    private static final int COUNT = 10;
    private static final int BYTES = 10;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCodes() {}

    /** New ones in place of all that a user has. */
    static List<String> replace(Connection connection, TenantId tenant, UUID userId)
            throws SQLException {
        remove(connection, tenant, userId);
        List<String> codes = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into recovery_code (tenant_id, user_id, code_hash) values (?, ?, ?)")) {
            for (int i = 0; i < COUNT; i++) {
                byte[] random = new byte[BYTES];
                RANDOM.nextBytes(random);
                String code = Base32.encode(random);
                insert.setInt(1, tenant.value());
                insert.setObject(2, userId);
                insert.setBytes(3, Sha256.of(code));
                insert.addBatch();
                codes.add(grouped(code));
            }
            insert.executeBatch();
        }
        return codes;
    }

    /** Takes away all that a user has. */
    static void remove(Connection connection, TenantId tenant, UUID userId) {
        Sql.of(
                        "delete from recovery_code where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID))
                .execute(connection);
    }

    private static String grouped(String code) {
        return code.replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    /** Uses a code up, if it is one that is left. */
    static boolean use(Connection connection, TenantId tenant, UUID userId, String code)
            throws SQLException {
        String plain = code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update recovery_code set used_at = now() where tenant_id = ? and user_id = ? and code_hash = ? and used_at is null")) {
            update.setInt(1, tenant.value());
            update.setObject(2, userId);
            update.setBytes(3, Sha256.of(plain));
            return update.executeUpdate() == 1;
        }
    }
}
