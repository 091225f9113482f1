package dev.armature.bench.process;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.Installation;
import dev.armature.engine.file.LocalBodies;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.RoutedSource;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The engine as the server wires it, in this process and without the web server: the only node of a
 * database, or one more beside a server.
 */
public final class Node implements AutoCloseable {

    // Kept, so that the level is not lost with a logger that nobody holds.
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    // All that the benchmarks start has the same.
    private static final byte[] KEY = new byte[MasterKey.LENGTH];

    private final HikariDataSource pool;
    private final ApplicationContext context;

    /**
     * @param owner the database as its owner; it is migrated first
     * @param connections how many the pool has
     */
    public Node(DatabaseAddress owner, Path cache, int connections) {
        LIQUIBASE.setLevel(Level.WARNING);
        DatabaseAddress application = Databases.prepare(owner);
        pool = Databases.open(application, connections);
        context =
                ApplicationContext.builder()
                        .properties(Map.of("datasources.default.dialect", "POSTGRES"))
                        .singletons(Clock.systemUTC(), installation(owner, application, cache))
                        .banner(false)
                        .build();
        context.registerSingleton(
                DataSource.class, new RoutedSource(pool), Qualifiers.byName("default"));
        try {
            context.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The master key as a server beside such a node is told it. */
    static String masterKey() {
        return Base64.getEncoder().encodeToString(KEY);
    }

    private static Installation installation(
            DatabaseAddress owner, DatabaseAddress application, Path cache) {
        return new Installation(
                owner,
                application,
                null,
                new MasterKey(KEY.clone()),
                true,
                cache,
                1,
                StorageOptions.defaults(),
                new LocalBodies(cache.resolveSibling("files")),
                MailOptions.inFolder(cache.resolveSibling("mail")),
                "http://localhost");
    }

    /** A part of the engine. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
