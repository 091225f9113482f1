package dev.armature.bench.process;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Everything that a run needs and leaves nothing of: a folder, a database server and the services
 * that use it. Thread-safe, so that Ctrl-C can close it at any moment.
 */
public final class Workspace implements AutoCloseable {

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private Workspace(Path folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /**
     * Starts a database server in a folder beside the module's JAR or classes. It stores as a
     * production server does: a commit that was acknowledged is on the disk.
     */
    public static Workspace open(String name) {
        Path folder = target().resolve(name);
        return new Workspace(
                folder,
                EmbeddedPostgres.start(
                        folder.resolve("postgres"), EmbeddedPostgres.Durability.FULL));
    }

    /** The module's target folder. */
    public static Path target() {
        Path home = ClassPath.home(Workspace.class);
        return home.resolveSibling(".").normalize();
    }

    public Path folder() {
        return folder;
    }

    /** A new, empty database, as the server's superuser. */
    public DatabaseAddress database(String name) {
        drop(name);
        Databases.execute(maintenance(), "create database " + name);
        return owner(name);
    }

    /** A database that is there, as the server's superuser. */
    public DatabaseAddress owner(String name) {
        return postgres.owner().withDatabase(name);
    }

    public void drop(String name) {
        Databases.execute(maintenance(), "drop database if exists " + name + " with (force)");
    }

    private DatabaseAddress maintenance() {
        return postgres.owner().withDatabase("postgres");
    }

    public DatabaseCpu databaseCpu() {
        return new DatabaseCpu(postgres.pid());
    }

    /** Starts a service and waits until it serves. */
    public ServiceProcess start(ServiceProcess.Program program) throws IOException {
        if (closed) {
            throw new IOException("the workspace is closed");
        }
        ServiceProcess service = ServiceProcess.launch(program, folder);
        services.add(service);
        service.awaitReady(program.ready());
        return service;
    }

    /** An address as the environment of a process takes it. */
    public static String url(DatabaseAddress address) {
        return "postgres://"
                + address.user()
                + ":"
                + URLEncoder.encode(address.password(), StandardCharsets.UTF_8)
                + "@"
                + address.host()
                + ":"
                + address.port()
                + "/"
                + address.database();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        services.forEach(ServiceProcess::close);
        postgres.close();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process that ends takes away itself, meanwhile, is no reason to give up. */
    private static void delete(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
