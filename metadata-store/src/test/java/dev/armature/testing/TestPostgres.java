package dev.armature.testing;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL for all tests that a process runs, started when first needed, with a migrated
 * database that each test class gets a copy of. Processes that run a module's tests side by side
 * have one each.
 */
public final class TestPostgres {

    private static final String FORK = System.getProperty("armature.testFork", "1");

    /** The schema of a home that is in each database, where tests are run in one. */
    private static final String HOME_SCHEMA = "armature_other";

    private static final TestPostgres INSTANCE = new TestPostgres();

    private final EmbeddedPostgres server;
    private final DatabaseAddress template;
    private final DatabaseAddress templateApplication;
    private final AtomicInteger databases = new AtomicInteger();

    private TestPostgres() {
        server =
                EmbeddedPostgres.start(
                        Path.of("target", "test-postgres-" + FORK),
                        EmbeddedPostgres.Durability.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        Databases.execute(maintenance(), "drop database if exists armature_template with (force)");
        Databases.execute(maintenance(), "create database armature_template");
        template = server.owner().withDatabase("armature_template");
        templateApplication = Databases.prepare(template);
        if (TestHome.KIND == TestHome.SCHEMA) {
            Databases.prepare(template, HOME_SCHEMA);
        }
    }

    /** A database of one test class. */
    public record Database(DatabaseAddress owner, DatabaseAddress application) {}

    /** A fresh, migrated database. */
    public static Database create() {
        return INSTANCE.copy();
    }

    /** A database that has nothing in it, as its owner. */
    public static DatabaseAddress empty() {
        return INSTANCE.bare("empty_");
    }

    private DatabaseAddress bare(String prefix) {
        String name = prefix + databases.incrementAndGet();
        Databases.execute(maintenance(), "drop database if exists " + name + " with (force)");
        Databases.execute(maintenance(), "create database " + name);
        return template.withDatabase(name);
    }

    /** A database that was installed under its own name, for what starts on it a second time. */
    public static Database installed() {
        return INSTANCE.install();
    }

    /** Another schema of a database that {@link #create} has made. */
    static Database schemaOf(Database database) {
        return new Database(
                database.owner.withSchema(HOME_SCHEMA),
                database.application.withSchema(HOME_SCHEMA));
    }

    private Database install() {
        DatabaseAddress owner = bare("installed_");
        return new Database(owner, Databases.prepare(owner));
    }

    private Database copy() {
        String name = "test_" + databases.incrementAndGet();
        Databases.execute(maintenance(), "drop database if exists " + name + " with (force)");
        Databases.execute(maintenance(), "create database " + name + " template armature_template");
        return new Database(template.withDatabase(name), templateApplication.withDatabase(name));
    }

    private DatabaseAddress maintenance() {
        return server.owner().withDatabase("postgres");
    }
}
