package dev.armature.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The demo tenant's records, from a resource. There, {@code $name} names a record for others in the
 * file, {@code {"$record": name}} is its id, and {@code {"$day": n}} and {@code {"$moment": n}} are
 * n days from today, so that a demo never looks old.
 */
final class DemoRecords {

    private static final String RESOURCE = "/demo/records.json";

    private final RecordWriter writer;
    private final Clock clock;
    private final Map<String, JsonNode> ids = new HashMap<>();

    DemoRecords(RecordWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    void create(Caller caller) {
        for (JsonNode group : read()) {
            List<String> names = new ArrayList<>();
            List<Command> commands = new ArrayList<>();
            for (JsonNode record : group.get("records")) {
                ObjectNode values = values((ObjectNode) record);
                names.add(record.path("$name").asText());
                commands.add(new Command.Create(group.get("object").textValue(), values));
            }
            List<Outcome> outcomes = writer.writeAll(caller, commands, Cause.of("request", "demo"));
            for (int i = 0; i < names.size(); i++) {
                Outcome.Done done = (Outcome.Done) outcomes.get(i);
                ids.put(names.get(i), TextNode.valueOf(done.record().id().toString()));
            }
        }
    }

    private static JsonNode read() {
        try (InputStream in = DemoRecords.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode values(ObjectNode record) {
        ObjectNode values = Json.object();
        record.properties().stream()
                .filter(entry -> !entry.getKey().equals("$name"))
                .forEach(entry -> values.set(entry.getKey(), value(entry.getValue())));
        return values;
    }

    private JsonNode value(JsonNode written) {
        if (written.has("$record")) {
            return Objects.requireNonNull(ids.get(written.get("$record").textValue()));
        }
        if (written.has("$day")) {
            return TextNode.valueOf(
                    LocalDate.now(clock).plusDays(written.get("$day").intValue()).toString());
        }
        if (written.has("$moment")) {
            Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
            return TextNode.valueOf(
                    hour.plus(Duration.ofDays(written.get("$moment").intValue())).toString());
        }
        return written;
    }
}
