package dev.armature.metadata.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL in a folder of its own, started from the binaries on the class path. It listens
 * on the loopback interface only and asks for a password. If its server process dies, it is started
 * again on the same port. One process at a time uses a folder.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "armature";

    // Of the file in which the server says that it runs.
    private static final int PORT_LINE = 3;

    /** How much the server cares for what it was told to store. */
    public enum Durability {
        /** As in production: an acknowledged commit survives a power cut. */
        FULL(List.of()),
        /** Fast and forgetful, for tests. */
        NONE(List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));

        private final List<String> settings;

        Durability(List<String> settings) {
            this.settings = settings;
        }
    }

    private final Path folder;
    private final Durability durability;
    private final PostgresBinaries binaries;
    private final List<String> prefix;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final String password;
    private final int port;
    private volatile @Nullable Process server;
    private volatile boolean closing;

    private EmbeddedPostgres(Path folder, Durability durability) throws IOException {
        this.folder = folder;
        this.durability = durability;
        Files.createDirectories(folder);
        this.lockChannel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        this.lock = lock(lockChannel, folder);
        this.binaries = PostgresBinaries.unpack(folder);
        this.prefix = UserSwitch.prefix(folder);
        this.password = password();
        this.port = freePort();
    }

    /**
     * Starts the server, making its data on the first start and keeping it between starts.
     *
     * @throws StartupException if the folder belongs to somebody else, to another version, or to a
     *     platform that is running
     */
    public static EmbeddedPostgres start(Path folder, Durability durability) {
        try {
            EmbeddedPostgres postgres =
                    new EmbeddedPostgres(folder.toAbsolutePath().normalize(), durability);
            postgres.initialise();
            postgres.stopLeftover();
            postgres.launch();
            return postgres;
        } catch (IOException e) {
            throw new StartupException(
                    "The data folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The database in a folder as its owner, while a platform runs on it; for commands that work
     * beside it.
     */
    public static Optional<DatabaseAddress> runningIn(Path folder) {
        Path pidFile = folder.resolve("data").resolve("postmaster.pid");
        try {
            if (!isLocked(folder.resolve("lock")) || !Files.exists(pidFile)) {
                return Optional.empty();
            }
            String password = Files.readString(folder.resolve("password")).strip();
            int port = Integer.parseInt(Files.readAllLines(pidFile).get(PORT_LINE).strip());
            return Optional.of(address(port, password));
        } catch (IOException e) {
            throw new StartupException(
                    "The database in " + folder + " is running and cannot be entered: " + e, e);
        }
    }

    private static boolean isLocked(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** The database as its owner. */
    public DatabaseAddress owner() {
        return address(port, password);
    }

    private static DatabaseAddress address(int port, String password) {
        return new DatabaseAddress("127.0.0.1", port, DATABASE, SUPERUSER, password, "");
    }

    /** The server's process id, for tests that kill it. */
    public long pid() {
        Process running = server;
        return running == null ? -1 : running.pid();
    }

    private static FileLock lock(FileChannel channel, Path folder) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new StartupException(
                    "The data folder " + folder + " is in use by another running platform");
        }
        return lock;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String password() throws IOException {
        Path file = folder.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String fresh = HexFormat.of().formatHex(random);
        Files.writeString(
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))),
                fresh + "\n");
        UserSwitch.own(file, prefix);
        return fresh;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void initialise() throws IOException {
        Path version = data().resolve("PG_VERSION");
        if (Files.exists(version)) {
            String found = Files.readString(version).strip();
            if (!found.equals(PostgresBinaries.MAJOR_VERSION)) {
                throw new StartupException(
                        "The data folder "
                                + folder
                                + " was made by PostgreSQL "
                                + found
                                + ", this is "
                                + PostgresBinaries.MAJOR_VERSION
                                + "; choose another with --data, or move the data by export and import");
            }
            return;
        }
        Path fresh = folder.resolve("data.new");
        deleteTree(fresh);
        UserSwitch.own(folder, prefix);
        run(
                List.of(
                        binaries.program("initdb"),
                        "-D",
                        fresh.toString(),
                        "-U",
                        SUPERUSER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + folder.resolve("password"),
                        "-E",
                        "UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C"));
        Files.move(fresh, data());
    }

    private void run(List<String> command) throws IOException {
        Path log = folder.resolve("initdb.log");
        Process process = process(command, log).start();
        try {
            if (!process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StartupException(
                        "PostgreSQL could not make its data in " + folder + "; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("The start was interrupted", e);
        }
    }

    private ProcessBuilder process(List<String> command, Path log) {
        List<String> full = new ArrayList<>(prefix);
        full.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(full).directory(folder.toFile());
        builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        return builder;
    }

    // A platform that was killed leaves its server running. Nobody else can be using it: we hold
    // the lock.
    private void stopLeftover() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        String pid = Files.readAllLines(pidFile).getFirst().strip();
        ProcessHandle leftover = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
        if (leftover == null || !leftover.info().command().orElse("").endsWith("postgres")) {
            return;
        }
        LOG.info("Stopping the PostgreSQL that an earlier run left behind");
        signal(leftover.pid(), "INT");
        stopWithin(leftover, STOP_TIMEOUT);
    }

    private static void waitForExit(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopWithin(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "PostgreSQL did not stop within {}; it is killed and recovers at the next start",
                    limit);
            process.destroyForcibly();
        }
    }

    private void launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (UserSwitch.can("setsid", "true")) {
            // Away from the terminal: Ctrl-C must reach the platform first, which then stops the
            // server.
            command.add("setsid");
        }
        command.addAll(
                List.of(
                        binaries.program("postgres"),
                        "-D",
                        data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=256MB",
                        "-c",
                        "max_connections=100",
                        "-c",
                        "log_min_messages=warning",
                        "-c",
                        "log_min_error_statement=panic",
                        "-c",
                        "timezone=UTC"));
        for (String setting : durability.settings) {
            command.addAll(List.of("-c", setting));
        }
        Process process = process(command, folder.resolve("postgres.log")).start();
        server = process;
        waitUntilReady(process);
        Thread.ofVirtual().name("postgres-watch").start(() -> restartAfter(process));
    }

    private void waitUntilReady(Process process) throws IOException {
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        DatabaseAddress maintenance = owner().withDatabase(SUPERUSER);
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            try (var connection =
                            DriverManager.getConnection(
                                    maintenance.jdbcUrl(), maintenance.properties());
                    var statement = connection.createStatement();
                    var result =
                            statement.executeQuery(
                                    "select 1 from pg_database where datname = '"
                                            + DATABASE
                                            + "'")) {
                if (!result.next()) {
                    statement.execute("create database " + DATABASE);
                }
                return;
            } catch (SQLException e) {
                pause(Duration.ofMillis(50));
            }
        }
        process.destroyForcibly();
        throw new StartupException(
                "PostgreSQL did not start; see " + folder.resolve("postgres.log"));
    }

    private void restartAfter(Process running) {
        waitForExit(running);
        if (closing) {
            return;
        }
        LOG.error(
                "PostgreSQL ended unexpectedly with status {}; starting it again",
                running.exitValue());
        for (int attempt = 1; attempt <= 20 && !closing; attempt++) {
            try {
                launch();
                LOG.info("PostgreSQL is running again");
                return;
            } catch (IOException | StartupException e) {
                // The killed server's children hold its shared memory until they notice.
                pause(Duration.ofMillis(500));
            }
        }
        LOG.error("PostgreSQL could not be started again; see {}", folder.resolve("postgres.log"));
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void signal(long pid, String signal) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Stops the server, finishing what it is writing. */
    @Override
    public void close() {
        closing = true;
        try {
            Process running = server;
            if (running != null && running.isAlive()) {
                signal(running.pid(), "INT");
                stopWithin(running.toHandle(), STOP_TIMEOUT);
            }
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
