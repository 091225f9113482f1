package dev.armature.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.Installation;
import dev.armature.engine.home.Homes;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.live.LiveChanges;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.RoutedSource;
import dev.armature.metadata.database.StartupException;
import dev.armature.server.demo.Demo;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A running platform: its database, its connections and its web server. */
final class Platform implements AutoCloseable {

    private static final int POOL_SIZE = 20;
    private static final int JOBS_AT_ONCE = 2;

    private final Options options;
    private final InstalledDatabase database;
    private final HikariDataSource pool;
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final @Nullable Demo demo;

    private Platform(
            Options options,
            InstalledDatabase database,
            HikariDataSource pool,
            ApplicationContext context,
            EmbeddedServer server,
            @Nullable Demo demo) {
        this.options = options;
        this.database = database;
        this.pool = pool;
        this.context = context;
        this.server = server;
        this.demo = demo;
    }

    /**
     * Starts everything.
     *
     * @throws StartupException with one line that says what is wrong and what to do
     */
    static Platform start(Options options) {
        requireFree(options);
        InstalledDatabase database = InstalledDatabase.open(options);
        try {
            return start(options, database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Platform start(Options options, InstalledDatabase database) {
        Installation installation =
                new Installation(
                        database.owner(),
                        database.application(),
                        options.redisUrl(),
                        MasterKeys.find(options.masterKey(), options.data()),
                        options.signUpOpen(),
                        options.data().resolve("cache"),
                        JOBS_AT_ONCE,
                        options.storage(),
                        options.bodies(),
                        options.mail(),
                        options.url());
        HikariDataSource pool = Databases.open(database.application(), POOL_SIZE);
        ApplicationContext context =
                ApplicationContext.builder()
                        .properties(properties(options))
                        .singletons(Clock.systemUTC(), installation)
                        .banner(false)
                        .build();
        context.registerSingleton(
                DataSource.class, new RoutedSource(pool), Qualifiers.byName("default"));
        try {
            context.start();
            requireHome(context.getBean(Homes.class), options.newTenantsIn());
            context.getBean(SigningKeys.class).open();
            Demo demo = options.demo() ? context.createBean(Demo.class).prepare() : null;
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            return new Platform(options, database, pool, context, server, demo);
        } catch (RuntimeException e) {
            context.close();
            pool.close();
            throw e;
        }
    }

    private static Map<String, Object> properties(Options options) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.port", options.port() == 0 ? -1 : options.port());
        properties.put("micronaut.server.host", options.host());
        properties.put("armature.proxies", options.proxies());
        properties.put("armature.signing-key-days", options.signingKeyDays());
        properties.put("armature.erasure-days", options.erasureDays());
        String outboundHosts = options.outboundHosts();
        if (outboundHosts != null) {
            properties.put("armature.outbound.hosts", outboundHosts);
        }
        properties.put("armature.limits.tenant", options.limits().tenant());
        properties.put("armature.limits.user", options.limits().user());
        properties.put("armature.limits.key", options.limits().key());
        properties.put("armature.limits.address", options.limits().address());
        properties.putAll(options.streams());
        properties.put("armature.quotas.records", options.quotas().records());
        properties.put("armature.quotas.file-bytes", options.quotas().fileBytes());
        properties.put("armature.quotas.plugin-cpu-millis", options.quotas().pluginCpuMillis());
        String clamd = options.clamd();
        if (clamd != null) {
            properties.put("armature.clamd.address", clamd);
        }
        properties.put("armature.homes.new-tenants", options.newTenantsIn());
        properties.put("armature.uploads.max-size", options.uploads().maxSize());
        return properties;
    }

    private static void requireHome(Homes homes, int home) {
        if (!homes.knows(home)) {
            throw new StartupException(
                    "There is no home "
                            + home
                            + " for new tenants; ./armature tenant list tells which there are");
        }
    }

    // The web server would tell it too, but only after the database was started for nothing.
    private static void requireFree(Options options) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(options.host(), options.port()));
        } catch (IOException e) {
            throw new StartupException(
                    "Port "
                            + options.port()
                            + " on "
                            + options.host()
                            + " is in use; choose another with --port");
        }
    }

    int port() {
        return server.getPort();
    }

    /** What the person who started it wants to know. */
    String greeting() {
        StringBuilder text =
                new StringBuilder("Armature is running at http://localhost:" + port() + "/\n");
        if (demo != null) {
            text.append(demo.signInText());
        }
        text.append("Data is kept in ").append(options.data()).append("; stop with Ctrl-C");
        return text.toString();
    }

    /** Stops taking requests, finishes those under way, then closes the rest. */
    @Override
    public void close() {
        // Streams of changes never end by themselves.
        context.getBean(LiveChanges.class).close();
        server.stop();
        context.close();
        pool.close();
        database.close();
    }
}
