package dev.armature.metadata.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Where a database is, as whom to enter it, and which schema's tables are meant there.
 *
 * @param host name or address
 * @param query further driver parameters as in a JDBC URL, without the question mark; may be empty
 * @param schema where tables are looked for that no schema is said of
 */
public record DatabaseAddress(
        String host,
        int port,
        String database,
        String user,
        String password,
        String query,
        String schema) {

    /** The installation's own schema of a database. */
    public DatabaseAddress(
            String host, int port, String database, String user, String password, String query) {
        this(host, port, database, user, password, query, Migrations.SCHEMA);
    }

    /**
     * Reads {@code postgres://user:password@host:port/database?sslmode=require}, also with {@code
     * postgresql} or {@code jdbc:postgresql}.
     */
    public static DatabaseAddress parse(String url) {
        try {
            URI uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
            String path = uri.getPath();
            String scheme = uri.getScheme();
            if (uri.getHost() == null
                    || path == null
                    || path.length() < 2
                    || scheme == null
                    || !scheme.startsWith("postgres")) {
                throw malformed();
            }
            String[] user = credentials(uri.getRawUserInfo());
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            return new DatabaseAddress(
                    uri.getHost(),
                    uri.getPort() < 0 ? 5432 : uri.getPort(),
                    path.substring(1),
                    user[0],
                    user[1],
                    query);
        } catch (URISyntaxException e) {
            throw malformed();
        }
    }

    private static String[] credentials(@Nullable String userInfo) {
        if (userInfo == null) {
            return new String[] {"postgres", ""};
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new String[] {
            URLDecoder.decode(user, StandardCharsets.UTF_8),
            URLDecoder.decode(password, StandardCharsets.UTF_8)
        };
    }

    // The address may hold a password, so no message repeats it.
    private static StartupException malformed() {
        return new StartupException(
                "DATABASE_URL is not understood; write it as postgres://user:password@host:5432/database");
    }

    public DatabaseAddress as(String otherUser, String otherPassword) {
        return new DatabaseAddress(host, port, database, otherUser, otherPassword, query, schema);
    }

    public DatabaseAddress withDatabase(String otherDatabase) {
        return new DatabaseAddress(host, port, otherDatabase, user, password, query, schema);
    }

    /** The same database by other tables. */
    public DatabaseAddress withSchema(String otherSchema) {
        return new DatabaseAddress(host, port, database, user, password, query, otherSchema);
    }

    /** The driver's URL, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://"
                + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + ":"
                + port
                + "/"
                + database
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** All of it but the schema as {@link #parse} reads it, with the password. */
    public String toUrl() {
        return "postgres://%s:%s@%s"
                .formatted(
                        URLEncoder.encode(user, StandardCharsets.UTF_8),
                        URLEncoder.encode(password, StandardCharsets.UTF_8),
                        jdbcUrl().substring("jdbc:postgresql://".length()));
    }

    /** Whether it is the same database, whoever enters it. */
    public boolean isSameDatabase(DatabaseAddress other) {
        return host.equals(other.host) && port == other.port && database.equals(other.database);
    }

    /** The driver's properties for a connection to the schema's tables. */
    public Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, user);
        PGProperty.PASSWORD.set(properties, password);
        PGProperty.CURRENT_SCHEMA.set(properties, schema);
        PGProperty.APPLICATION_NAME.set(properties, "armature");
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.PREPARED_STATEMENT_CACHE_QUERIES.set(properties, 512);
        PGProperty.REWRITE_BATCHED_INSERTS.set(properties, false);
        return properties;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
