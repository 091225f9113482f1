package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Several operations on one object's records.
 *
 * @param atomic whether one refusal refuses all
 */
record BulkRequest(boolean atomic, List<Command> commands) {

    /** How many operations one request may have. */
    static final int MAX_OPERATIONS = 10_000;

    static BulkRequest read(ObjectModel object, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        boolean atomic = attributes.flag("atomic", true);
        List<Command> commands =
                attributes.list("operations", (node, at) -> command(object, node, at, problems));
        attributes.finish();
        if (commands.size() > MAX_OPERATIONS) {
            problems.add(
                    "/operations",
                    "limit_exceeded",
                    "At most " + MAX_OPERATIONS + " operations are allowed");
        }
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new BulkRequest(atomic, commands);
    }

    private static @Nullable Command command(
            ObjectModel object, JsonNode node, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(node, pointer, problems);
        String operation = attributes.text("op", 20);
        Integer version = attributes.optionalInt("version", 1, Integer.MAX_VALUE);
        Command command =
                switch (operation) {
                    case "create" -> Command.Create.nested(object.name(), record(attributes));
                    case "update" ->
                            new Command.Update(
                                    object.name(), id(attributes), record(attributes), version);
                    case "upsert" -> upsert(object, attributes, version);
                    case "delete" -> new Command.Delete(object.name(), id(attributes), version);
                    default -> {
                        problems.add(
                                attributes.pointer("op"),
                                "unknown_option",
                                "create, update, upsert or delete is expected");
                        yield null;
                    }
                };
        attributes.finish();
        return command;
    }

    private static Command upsert(
            ObjectModel object, Attributes attributes, @Nullable Integer version) {
        String field = attributes.text("field", 63);
        ObjectNode values = record(attributes);
        JsonNode value = attributes.has("value") ? attributes.node("value") : values.get(field);
        return new Command.Upsert(
                object.name(),
                field,
                Objects.requireNonNullElse(value, NullNode.getInstance()),
                values,
                version);
    }

    private static ObjectNode record(Attributes attributes) {
        if (attributes.node("record") instanceof ObjectNode values) {
            return values;
        }
        attributes
                .problems()
                .add(
                        attributes.pointer("record"),
                        "wrong_type",
                        "The record's values are expected, as an object");
        return Json.object();
    }

    private static UUID id(Attributes attributes) {
        UUID id = Literals.id(attributes.text("id", 100));
        if (id == null) {
            attributes
                    .problems()
                    .add(attributes.pointer("id"), "invalid_id", "A record's id is expected");
            return new UUID(0, 0);
        }
        return id;
    }

    /** One result for each operation, in order. */
    byte[] answer(HttpRequest<?> request, List<Outcome> outcomes) {
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("results");
        for (Outcome outcome : outcomes) {
            ObjectNode result = results.addObject();
            switch (outcome) {
                case Outcome.Done done -> {
                    result.put(
                            "status", done.record().deleted() ? 204 : done.created() ? 201 : 200);
                    result.set("record", Json.parse(done.json()));
                }
                case Outcome.Refused(EngineException reason) -> {
                    ObjectNode problem =
                            Json.parseObject(
                                    Objects.requireNonNull(
                                            ProblemDocuments.of(request, reason).body()));
                    result.set("status", problem.get("status"));
                    result.set("problem", problem);
                }
            }
        }
        return Json.bytes(answer);
    }
}
