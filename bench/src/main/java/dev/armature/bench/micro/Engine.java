package dev.armature.bench.micro;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.Installation;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.json.Json;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The engine as the server wires it, on an empty database, without the web server. */
final class Engine implements AutoCloseable {

    // Kept, so that the level is not lost with a logger that nobody holds.
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    private static final int POOL_SIZE = 5;
    private static final Cause CAUSE = Cause.of("request", "bench");

    private final HikariDataSource pool;
    private final ApplicationContext context;
    private final RecordWriter writer;
    private final Caller caller;

    Engine(DatabaseAddress owner, Path cache) {
        LIQUIBASE.setLevel(Level.WARNING);
        DatabaseAddress application = Databases.prepare(owner);
        pool = Databases.open(application, POOL_SIZE);
        context =
                ApplicationContext.builder()
                        .properties(Map.of("datasources.default.dialect", "POSTGRES"))
                        .singletons(Clock.systemUTC(), installation(owner, application, cache))
                        .banner(false)
                        .build();
        context.registerSingleton(DataSource.class, pool, Qualifiers.byName("default"));
        context.start();
        writer = context.getBean(RecordWriter.class);
        caller = Models.caller(context.getBean(SignUp.class).create(tenant()).tenant());
    }

    private static Installation installation(
            DatabaseAddress owner, DatabaseAddress application, Path cache) {
        return new Installation(
                owner,
                application,
                null,
                new MasterKey(new byte[MasterKey.LENGTH]),
                true,
                cache,
                1,
                StorageOptions.defaults(),
                cache.resolveSibling("files"));
    }

    private static ObjectNode tenant() {
        return Json.readObject(
                """
                {"name": "Bench", "slug": "bench",
                 "admin": {"name": "Ann", "email": "ann@bench.example", "password": "a password of the benchmark"}}
                """);
    }

    void createObject(String json) {
        context.getBean(MetadataService.class)
                .createObject(new Editor(caller.tenantId(), null, null), Json.readObject(json));
    }

    Outcome.Done write(Command command) {
        return writer.write(caller, command, CAUSE);
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
