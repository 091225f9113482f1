package dev.armature.bench.handwritten;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.Objects;

/**
 * Starts the service: the web server, the pool and the driver's options are those of the platform,
 * all else is written by hand for deals. The first argument is the port; {@code DATABASE_URL} and
 * {@code JWKS} come from the environment, because the one holds a password.
 */
public final class HandWritten {

    /** As many as the platform's. */
    private static final int POOL_SIZE = 20;

    private HandWritten() {}

    public static void main(String[] arguments) throws Exception {
        DatabaseAddress address = DatabaseAddress.parse(variable("DATABASE_URL"));
        HikariDataSource pool = Databases.pool(address, POOL_SIZE);
        Deals deals = new Deals(pool);
        deals.createTables();
        ApplicationContext context =
                ApplicationContext.builder()
                        .properties(
                                Map.of(
                                        "micronaut.server.port",
                                        Integer.valueOf(arguments[0]),
                                        "micronaut.server.host",
                                        "127.0.0.1",
                                        "micronaut.server.max-request-buffer-size",
                                        1_048_576,
                                        "micronaut.server.idle-timeout",
                                        "5m"))
                        .singletons(deals, new Tokens(variable("JWKS")))
                        .banner(false)
                        .start();
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            server.stop();
                            context.close();
                            pool.close();
                        }));
    }

    private static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }
}
