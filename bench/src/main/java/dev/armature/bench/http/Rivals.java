package dev.armature.bench.http;

import dev.armature.bench.handwritten.HandWritten;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.ClassPath;
import dev.armature.bench.process.ServiceProcess;
import dev.armature.bench.process.Workspace;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The platform and the hand-written service, each in a JVM of its own with a database of its own on
 * one server. A user's token of the platform is good at both.
 */
public final class Rivals {

    /** The database of the platform. */
    public static final String ARMATURE_DATABASE = "bench_armature";

    /** The database of the hand-written service. */
    public static final String HAND_DATABASE = "bench_handwritten";

    private final ArmatureServer server;
    private final Side armature;
    private final Side handWritten;

    private Rivals(ArmatureServer server, Side armature, Side handWritten) {
        this.server = server;
        this.armature = armature;
        this.handWritten = handWritten;
    }

    /** Starts both, empty. */
    public static Rivals start(Workspace workspace) throws IOException {
        ArmatureServer server = ArmatureServer.start(workspace, ARMATURE_DATABASE);
        server.createObject(SampleDeals.ACCOUNT_OBJECT);
        server.createObject(SampleDeals.DEAL_OBJECT);
        ServiceProcess hand =
                workspace.start(program(handDatabase(workspace), server.publicKeys()));
        return new Rivals(server, Side.of(server), new Side(handAddresses(), hand, server.token()));
    }

    private static Side.Addresses handAddresses() {
        return new Side.Addresses(
                "hand-written",
                "/deals",
                "/accounts",
                (stage, above) -> "/deals?limit=50&stage=" + stage + "&above=" + above);
    }

    /** Its own database, which it enters as an ordinary role that owns its tables. */
    private static DatabaseAddress handDatabase(Workspace workspace) {
        DatabaseAddress owner = workspace.database(HAND_DATABASE);
        String password = UUID.randomUUID().toString();
        DatabaseAddress address = owner.as(HAND_DATABASE, password);
        Databases.execute(
                owner,
                """
                drop role if exists %1$s;
                create role %1$s login password '%2$s';
                create schema %3$s authorization %1$s;
                """
                        .formatted(
                                HAND_DATABASE,
                                password,
                                address.properties().getProperty("currentSchema")));
        return address;
    }

    // Without the platform's modules, so that none of its filters and controllers is in the way;
    // the metadata store stays for its pool and its JSON.
    private static ServiceProcess.Program program(DatabaseAddress database, String publicKeys) {
        return new ServiceProcess.Program(
                "handwritten",
                HandWritten.class.getName(),
                ClassPath.without(
                        "server",
                        "engine-core",
                        "rules-engine",
                        "plugin-sdk",
                        "ui-schema-renderer"),
                List.of("-Dlogback.configurationFile=bench-logback.xml"),
                List.of("{port}"),
                Map.of("DATABASE_URL", Workspace.url(database), "JWKS", publicKeys),
                "/health");
    }

    /** Takes a token that is good for another quarter of an hour. */
    void signInAgain() throws IOException {
        server.signIn();
        armature.use(server.token());
        handWritten.use(server.token());
    }

    public ArmatureServer server() {
        return server;
    }

    public Side armature() {
        return armature;
    }

    public Side handWritten() {
        return handWritten;
    }

    /** Statistics for both planners. */
    public static void vacuum(Workspace workspace) {
        Databases.execute(workspace.owner(ARMATURE_DATABASE), "vacuum analyze");
        Databases.execute(workspace.owner(HAND_DATABASE), "vacuum analyze");
    }

    /** Leaves nothing of the databases. */
    public static void drop(Workspace workspace) {
        workspace.drop(ARMATURE_DATABASE);
        workspace.drop(HAND_DATABASE);
    }
}
