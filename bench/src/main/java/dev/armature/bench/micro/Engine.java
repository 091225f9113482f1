package dev.armature.bench.micro;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.process.Node;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.json.Json;
import java.nio.file.Path;

/** A node on an empty database, with a tenant. */
final class Engine implements AutoCloseable {

    private static final int POOL_SIZE = 5;
    private static final Cause CAUSE = Cause.of("request", "bench");

    private final Node node;
    private final RecordWriter writer;
    private final Caller caller;

    Engine(DatabaseAddress owner, Path cache) {
        node = new Node(owner, cache, POOL_SIZE);
        writer = node.part(RecordWriter.class);
        caller = Models.caller(node.part(SignUp.class).create(tenant()).tenant());
    }

    private static ObjectNode tenant() {
        return Json.readObject(
                """
                {"name": "Bench", "slug": "bench",
                 "admin": {"name": "Ann", "email": "ann@bench.example", "password": "a password of the benchmark"}}
                """);
    }

    void createObject(String json) {
        node.part(MetadataService.class)
                .createObject(new Editor(caller.tenantId(), null, null), Json.readObject(json));
    }

    Outcome.Done write(Command command) {
        return writer.write(caller, command, CAUSE);
    }

    @Override
    public void close() {
        node.close();
    }
}
