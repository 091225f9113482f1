package dev.armature.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.Answer;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.json.Json;
import dev.armature.server.Main;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The platform as {@code ./armature run} starts it, in a process and on a database of its own, with
 * one tenant and its administrator signed in.
 */
public final class ArmatureServer {

    private static final String PASSWORD = "a password of the benchmark";

    /** Before a token is too old; not more often, as a password is dear to check. */
    private static final Duration SIGN_IN_EVERY = Duration.ofMinutes(1);

    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    private static final String ALL_READ =
            """
            select not exists (
                select from armature.outbox o, armature.outbox_cursor c
                where (o.transaction_id, o.id) > (c.transaction_id, c.id))
            """;

    private final ServiceProcess process;
    private final DatabaseAddress owner;
    private String token = "";

    private ArmatureServer(ServiceProcess process, DatabaseAddress owner) {
        this.process = process;
        this.owner = owner;
    }

    public static ArmatureServer start(Workspace workspace, String database) throws IOException {
        return start(workspace, database, List.of());
    }

    /**
     * Starts it with further options of the JVM.
     *
     * @param options take the place of those that all services have
     */
    public static ArmatureServer start(Workspace workspace, String database, List<String> options)
            throws IOException {
        DatabaseAddress owner = workspace.database(database);
        ServiceProcess.Program program =
                new ServiceProcess.Program(
                        "armature",
                        Main.class.getName(),
                        ClassPath.without("bench"),
                        Stream.concat(
                                        Stream.of("-Dlogback.configurationFile=logback.xml"),
                                        options.stream())
                                .toList(),
                        List.of(
                                "--port",
                                "{port}",
                                "--no-demo",
                                "--data",
                                workspace.folder().resolve(database).toString()),
                        Map.of(
                                "DATABASE_URL",
                                Workspace.url(owner),
                                "ARMATURE_MASTER_KEY",
                                Node.masterKey()),
                        "/health/ready");
        ArmatureServer server = new ArmatureServer(workspace.start(program), owner);
        server.signUp();
        server.signIn();
        return server;
    }

    private void signUp() throws IOException {
        try (HttpConnection connection = new HttpConnection(process.port(), null)) {
            String tenant =
                    """
                    {"name": "Bench", "slug": "bench",
                     "admin": {"name": "Ann", "email": "ann@bench.example", "password": "%s"}}
                    """
                            .formatted(PASSWORD);
            connection.expect(Request.post("/api/v1/tenants", tenant, 201));
        }
    }

    /** Takes a fresh access token. */
    public void signIn() throws IOException {
        try (HttpConnection connection = new HttpConnection(process.port(), null)) {
            String who =
                    """
                    {"tenant": "bench", "email": "ann@bench.example", "password": "%s"}
                    """
                            .formatted(PASSWORD);
            Answer answer = connection.expect(Request.post("/api/v1/auth/login", who, 200));
            token = answer.json().get("access_token").textValue();
        }
    }

    public ServiceProcess process() {
        return process;
    }

    public String token() {
        return token;
    }

    /** A connection of the administrator. */
    public HttpConnection connect() throws IOException {
        return new HttpConnection(process.port(), token);
    }

    public void createObject(String json) throws IOException {
        try (HttpConnection connection = connect()) {
            connection.expect(
                    Request.post(
                            "/api/v1/metadata/objects", Json.write(Json.readObject(json)), 201));
        }
    }

    /** Waits until an object has the table of its own that its records call for. */
    public void awaitOwnTable(String object) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        try (HttpConnection connection = connect()) {
            Request ask = Request.get("/api/v1/metadata/objects/" + object + "/storage");
            while (connection.expect(ask).text().contains("\"shared\"")) {
                if (System.nanoTime() > deadline) {
                    throw new BenchException(object + " gets no table of its own");
                }
                Thread.sleep(200);
            }
        }
    }

    /** Waits until a job has done its work. */
    public void awaitJob(String id, Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long signedIn = System.nanoTime();
        String state = "";
        String error = "";
        while (!state.equals("done")) {
            if (System.nanoTime() > deadline
                    || state.equals("failed")
                    || state.equals("cancelled")) {
                throw new BenchException("The job " + id + " is " + state + " " + error);
            }
            Thread.sleep(200);
            if (System.nanoTime() - signedIn > SIGN_IN_EVERY.toNanos()) {
                signedIn = System.nanoTime();
                signIn();
            }
            try (HttpConnection connection = connect()) {
                JsonNode job = connection.expect(Request.get("/api/v1/jobs/" + id)).json();
                state = job.get("state").textValue();
                error = job.path("error").asText();
            }
        }
    }

    /** The keys that its tokens are checked with, as a JWK set. */
    public String publicKeys() throws IOException {
        try (HttpConnection connection = connect()) {
            return connection.expect(Request.get("/oauth2/jwks")).text();
        }
    }

    /** Waits until the events of all writes so far have been looked at. */
    public void settle() throws InterruptedException {
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement()) {
            long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
            while (!all(statement)) {
                if (System.nanoTime() > deadline) {
                    throw new BenchException("The platform does not come to an end of its events");
                }
                Thread.sleep(20);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static boolean all(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(ALL_READ)) {
            return result.next() && result.getBoolean(1);
        }
    }
}
