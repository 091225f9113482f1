package dev.armature.server;

import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.secret.SecretBox;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.home.Home;
import dev.armature.testing.TestHome;
import dev.armature.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The platform in a process of its own, started as `./armature run` starts it, so that it can be
 * killed.
 */
final class ServerProcess implements AutoCloseable {

    private final Path data;
    private final int port;
    private final Path log;
    private Process process;
    private Home home;

    ServerProcess(Path data) {
        this.data = data;
        this.port = freePort();
        this.log = data.resolveSibling(data.getFileName() + ".log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://localhost:" + port;
    }

    Path data() {
        return data;
    }

    /**
     * Starts it and waits until it serves. Where tests are run in another home than the common one
     * it is started a second time, when that home has been made, so that tenants live there.
     */
    ServerProcess start() {
        startIn(home == null ? Home.COMMON : home.id());
        if (home == null) {
            home = tenantsHome();
            if (!home.isCommon()) {
                close();
                startIn(home.id());
            }
        }
        return this;
    }

    private void startIn(int newTenantsIn) {
        process =
                launch(
                        data,
                        Map.of(),
                        "--port",
                        Integer.toString(port),
                        "--no-demo",
                        "--new-tenants-in",
                        Integer.toString(newTenantsIn));
        ApiClient client = new ApiClient(url(), null);
        ApiClient.await(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended: " + output());
            }
            try {
                return client.get("/health/ready").status() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private Home tenantsHome() {
        try {
            byte[] key =
                    Base64.getDecoder()
                            .decode(Files.readString(data.resolve("master.key")).strip());
            return TestPlatform.home(
                    Home.common(owner(), owner()), new SecretBox(new MasterKey(key)::derive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its database as the owner, which is at another port after each start. */
    private DatabaseAddress owner() throws IOException {
        Path postgres = data.resolve("postgres");
        return new DatabaseAddress(
                "127.0.0.1",
                Integer.parseInt(
                        Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip()),
                "armature",
                "postgres",
                Files.readString(postgres.resolve("password")).strip(),
                "");
    }

    /** A connection as the owner to where tenants live. */
    Connection connect() throws IOException {
        DatabaseAddress there =
                TestHome.KIND == TestHome.DATABASE
                        ? home.owner()
                        : owner().withSchema(home.schema());
        return new TestPostgres.Database(there, there).connect();
    }

    /** Makes the tenant acme, and signs its administrator in. */
    ApiClient signUp() {
        new ApiClient(url(), null)
                .create(
                        "/api/v1/tenants",
                        "{'name': 'Acme', 'slug': 'acme', 'admin': {'name': 'Ann', 'email': 'ann@acme.example', 'password': 'a long password'}}");
        return signIn();
    }

    /** The administrator of acme, anew. */
    ApiClient signIn() {
        ApiClient stranger = new ApiClient(url(), null);
        return stranger.withTokens(
                stranger.post(
                                "/api/v1/auth/login",
                                "{'tenant': 'acme', 'email': 'ann@acme.example', 'password': 'a long password'}")
                        .json());
    }

    /** What a run that ends by itself leaves behind. */
    record Ended(int status, String output) {}

    /** Runs it with options with which it does not start. */
    static Ended failing(Path data, Map<String, String> environment, String... options)
            throws Exception {
        return ending(data, environment, options);
    }

    /** Runs it with options with which it ends by itself. */
    static Ended ending(Path data, Map<String, String> environment, String... options)
            throws Exception {
        ServerProcess run = new ServerProcess(data);
        Files.deleteIfExists(run.log);
        run.process = run.launch(data, environment, options);
        try {
            if (!run.process.waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError("it went on running: " + run.output());
            }
            return new Ended(run.process.exitValue(), run.output());
        } finally {
            run.close();
        }
    }

    /** A command that goes on until it is closed, or ends by itself. */
    static ServerProcess going(Path data, Map<String, String> environment, String... options) {
        ServerProcess run = new ServerProcess(data);
        run.process = run.launch(data, environment, options);
        return run;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private Process launch(Path folder, Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-Dlogback.configurationFile=logback.xml",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        List<String> given = new ArrayList<>(List.of(options));
        // The words of a command stand before all options; an option without its value stands last.
        long words = given.stream().takeWhile(word -> !word.startsWith("--")).count();
        given.addAll(Math.toIntExact(words), List.of("--data", folder.toString()));
        command.addAll(given);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("DATABASE_URL", "REDIS_URL", "ARMATURE_MASTER_KEY", "SMTP_URL"));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9 of the platform; its database goes on. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** kill -9 of the database; the platform goes on. */
    void killDatabase() throws IOException {
        String pid =
                Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).getFirst().strip();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }

    /** Stops it as Ctrl-C does. */
    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(3, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
