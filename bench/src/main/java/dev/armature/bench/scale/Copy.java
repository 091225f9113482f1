package dev.armature.bench.scale;

import dev.armature.metadata.database.DatabaseAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Puts rows into a table as fast as the database takes them; they are there once it is closed. */
final class Copy implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Connection connection;
    private final PGCopyOutputStream out;

    /**
     * @param owner who may pass the tenants' walls
     */
    Copy(DatabaseAddress owner, String table, String columns) throws SQLException {
        connection = DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
        out =
                new PGCopyOutputStream(
                        connection.unwrap(PGConnection.class),
                        "copy " + table + " (" + columns + ") from stdin",
                        BUFFER);
    }

    /** Adds a row; values are written as PostgreSQL reads them from a text. */
    void row(@Nullable Object... values) throws IOException {
        StringBuilder line = new StringBuilder(256);
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                line.append('\t');
            }
            append(line, values[i]);
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder line, @Nullable Object value) {
        if (value == null) {
            line.append("\\N");
            return;
        }
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        try (connection) {
            out.close();
        }
    }
}
