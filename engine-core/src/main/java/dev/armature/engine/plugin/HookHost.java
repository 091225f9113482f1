package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.record.WriteSession;
import dev.armature.engine.sql.Queries;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.plugin.manifest.Capabilities.Decision;
import dev.armature.plugin.manifest.HostFunction;
import dev.armature.plugin.sandbox.HostCallException;
import dev.armature.plugin.sandbox.HostFunctions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a hook can ask of the platform: records, read and written in the transaction of the write it
 * is part of, as the person who writes. Serves one call of one hook.
 */
final class HookHost implements HostFunctions {

    private final InstalledPlugin plugin;
    private final WriteSession session;
    private final Cause cause;
    private final RecordReader reader;
    private final Aggregator aggregator;
    private final RecordWriter writer;

    HookHost(
            InstalledPlugin plugin,
            WriteSession session,
            Cause cause,
            RecordReader reader,
            Aggregator aggregator,
            RecordWriter writer) {
        this.plugin = plugin;
        this.session = session;
        this.cause = cause;
        Queries queries = Queries.within(session.connection());
        this.reader = reader.within(queries);
        this.aggregator = aggregator.within(queries);
        this.writer = writer;
    }

    @Override
    public String call(String function, String argumentsJson) throws HostCallException {
        try {
            ObjectNode arguments = Json.parseObject(argumentsJson.getBytes(StandardCharsets.UTF_8));
            allow(function, arguments);
            return Json.write(carryOut(function, (ObjectNode) ScriptJson.fromScript(arguments)));
        } catch (EngineException e) {
            String pointer = e.problems().isEmpty() ? "" : e.problems().getFirst().pointer();
            String detail = e.problems().isEmpty() ? e.detail() : e.problems().getFirst().message();
            throw new HostCallException(
                    e.answerCode(), detail, pointer.startsWith("/") ? pointer.substring(1) : null);
        }
    }

    private void allow(String function, JsonNode arguments) throws HostCallException {
        switch (plugin.granted().decide(function, arguments)) {
            case Decision.Granted granted -> {}
            case Decision.Missing missing ->
                    throw new HostCallException(
                            ErrorCode.CAPABILITY_MISSING.code(), missing.message(), null);
            case Decision.Invalid invalid ->
                    throw new HostCallException("invalid_arguments", invalid.message(), null);
        }
    }

    private JsonNode carryOut(String function, ObjectNode arguments) throws HostCallException {
        HostFunction known = HostFunction.named(function);
        if (known == null) {
            throw unavailable(function);
        }
        return switch (known) {
            case RECORDS_GET -> get(arguments);
            case RECORDS_QUERY -> query(arguments);
            case RECORDS_AGGREGATE -> aggregate(arguments);
            case RECORDS_CREATE ->
                    write(new Command.Create(object(arguments).name(), values(arguments)));
            case RECORDS_UPDATE ->
                    write(
                            new Command.Update(
                                    object(arguments).name(),
                                    id(arguments),
                                    values(arguments),
                                    version(arguments)));
            case RECORDS_UPSERT ->
                    write(
                            new Command.Upsert(
                                    object(arguments).name(),
                                    arguments.path("field").asText(),
                                    arguments.path("value"),
                                    values(arguments),
                                    null));
            case RECORDS_DELETE -> {
                write(new Command.Delete(object(arguments).name(), id(arguments), null));
                yield NullNode.getInstance();
            }
            case EVENTS_EMIT,
                    HTTP_FETCH,
                    SECRETS_GET,
                    EMAIL_SEND,
                    FILES_READ,
                    FILES_WRITE,
                    JOBS_ENQUEUE,
                    CACHE_GET,
                    CACHE_SET,
                    LOCK ->
                    throw unavailable(function);
        };
    }

    private static HostCallException unavailable(String function) {
        return new HostCallException(
                "not_available",
                "host." + function + " is not offered to hooks by this version of the platform",
                null);
    }

    private ObjectModel object(ObjectNode arguments) {
        return session.seen(arguments.path("object").asText());
    }

    private static UUID id(ObjectNode arguments) throws HostCallException {
        UUID id = Literals.id(arguments.path("id").asText());
        if (id == null) {
            throw new HostCallException("invalid_arguments", "\"id\" must be a record's id", null);
        }
        return id;
    }

    private static ObjectNode values(ObjectNode arguments) throws HostCallException {
        if (arguments.get("values") instanceof ObjectNode values) {
            return values;
        }
        throw new HostCallException("invalid_arguments", "\"values\" must be an object", null);
    }

    private static @Nullable Integer version(ObjectNode arguments) {
        return arguments.hasNonNull("version")
                ? Integer.valueOf(arguments.get("version").asInt())
                : null;
    }

    private JsonNode get(ObjectNode arguments) throws HostCallException {
        ObjectModel object = object(arguments);
        String fields = fields(arguments);
        Selection selection =
                fields == null ? Selection.all(object) : Selection.parse(object, fields);
        UUID id = id(arguments);
        return reader.get(session.caller(), selection, id)
                .map(found -> ScriptJson.record(object, Json.parseObject(found.json())))
                .orElseThrow(() -> EngineException.notFound("The " + object.name() + " " + id));
    }

    private static @Nullable String fields(ObjectNode arguments) {
        JsonNode fields = arguments.path("fields");
        if (fields instanceof ArrayNode list) {
            List<String> names = new ArrayList<>();
            list.forEach(name -> names.add(name.asText()));
            return String.join(",", names);
        }
        return fields.isTextual() ? fields.textValue() : null;
    }

    private JsonNode query(ObjectNode arguments) {
        ObjectModel object = object(arguments);
        RecordQuery query = RecordQuery.of(object);
        String fields = fields(arguments);
        query =
                arguments.hasNonNull("filter")
                        ? query.withFilter(arguments.get("filter").asText())
                        : query;
        query =
                arguments.hasNonNull("sort")
                        ? query.withSort(arguments.get("sort").asText())
                        : query;
        query = fields == null ? query : query.withFields(fields);
        query =
                arguments.hasNonNull("limit")
                        ? query.withLimit(arguments.get("limit").asInt())
                        : query;
        query =
                arguments.hasNonNull("cursor")
                        ? query.withCursor(arguments.get("cursor").asText())
                        : query;
        ObjectNode page = Json.parseObject(reader.list(session.caller(), query));
        ArrayNode data = Json.MAPPER.createArrayNode();
        page.get("data")
                .forEach(record -> data.add(ScriptJson.record(object, (ObjectNode) record)));
        page.set("data", data);
        return page;
    }

    private JsonNode aggregate(ObjectNode arguments) {
        ObjectModel object = object(arguments);
        ObjectNode body = arguments.deepCopy();
        body.remove("object");
        if (body.has("pivot")) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem("/pivot", "not_allowed", "Hooks group by the field instead"));
        }
        ObjectNode answer =
                Json.parseObject(
                        aggregator.aggregate(session.caller(), AggregateQuery.parse(object, body)));
        ArrayNode rows = Json.MAPPER.createArrayNode();
        for (JsonNode row : answer.get("data")) {
            ObjectNode out = rows.addObject();
            for (Map.Entry<String, JsonNode> value : row.properties()) {
                JsonNode json = value.getValue();
                out.set(
                        value.getKey(),
                        json.isNumber() ? ScriptJson.decimal(json.decimalValue()) : json);
            }
        }
        return rows;
    }

    private JsonNode write(Command command) {
        Outcome outcome = writer.writeWithin(session, List.of(command), cause).getFirst();
        if (outcome instanceof Outcome.Done done) {
            return ScriptJson.record(
                    session.seen(done.record().object()), Json.parseObject(done.json()));
        }
        throw new EngineException(
                ErrorCode.INTERNAL, "an atomic write was refused without an exception");
    }
}
