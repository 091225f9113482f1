package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordHistory;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Locale;
import java.util.Set;

/** Records, one by one and in lists. */
@Controller("/api/v1/records/{object}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RecordController {

    private static final Set<String> LIST_PARAMETERS =
            Set.of("filter", "sort", "fields", "limit", "cursor", "count", "numbers");
    private static final Set<String> GET_PARAMETERS = Set.of("fields", "numbers");
    private static final Set<String> WRITE_PARAMETERS = Set.of("numbers");

    private final TenantModels models;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final RecordHistory history;
    private final Aggregator aggregator;

    RecordController(
            TenantModels models,
            RecordReader reader,
            RecordWriter writer,
            RecordHistory history,
            Aggregator aggregator) {
        this.models = models;
        this.reader = reader;
        this.writer = writer;
        this.history = history;
        this.aggregator = aggregator;
    }

    private ObjectModel model(Caller caller, String object) {
        return models.current(caller.tenantId()).required(object);
    }

    static Cause cause(HttpRequest<?> request) {
        return Cause.of("request", Tracing.traceId(request));
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, LIST_PARAMETERS);
        RecordQuery query = RecordQuery.of(model(caller, object));
        String filter = Bodies.parameter(request, "filter");
        String sort = Bodies.parameter(request, "sort");
        String fields = Bodies.parameter(request, "fields");
        String limit = Bodies.parameter(request, "limit");
        String cursor = Bodies.parameter(request, "cursor");
        String count = Bodies.parameter(request, "count");
        query = filter == null ? query : query.withFilter(filter);
        query = sort == null ? query : query.withSort(sort);
        query = fields == null ? query : query.withFields(fields);
        query = limit == null ? query : query.withLimit(whole(limit, "limit"));
        query = cursor == null ? query : query.withCursor(cursor);
        query = count == null ? query : query.withCount(countMode(count));
        return Bodies.ok(NumberForm.of(request).apply(reader.list(caller, query)));
    }

    private static int whole(String written, String name) {
        try {
            return Integer.parseInt(written);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"" + name + "\" is a whole number");
        }
    }

    private static RecordQuery.CountMode countMode(String written) {
        for (RecordQuery.CountMode mode : RecordQuery.CountMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(written)) {
                return mode;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"count\" is none, estimate or exact");
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, GET_PARAMETERS);
        ObjectModel model = model(caller, object);
        String fields = Bodies.parameter(request, "fields");
        Selection selection =
                fields == null ? Selection.all(model) : Selection.parse(model, fields);
        RecordReader.Found found =
                reader.get(caller, selection, Paths.id(id, object))
                        .orElseThrow(() -> EngineException.notFound("The " + object + " " + id));
        return Bodies.ok(NumberForm.of(request).apply(found.json()))
                .header("ETag", Bodies.etag(found.version()));
    }

    @Post
    HttpResponse<byte[]> create(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        return answer(
                writer.write(
                        caller, new Command.Create(object, Bodies.object(body)), cause(request)),
                numbers);
    }

    @Patch("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    HttpResponse<byte[]> update(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        return answer(
                writer.write(
                        caller,
                        new Command.Update(
                                object,
                                Paths.id(id, object),
                                Bodies.object(body),
                                Bodies.ifMatch(request)),
                        cause(request)),
                numbers);
    }

    @Put("/{id}")
    HttpResponse<byte[]> replace(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        return answer(
                writer.write(
                        caller,
                        new Command.Replace(
                                object,
                                Paths.id(id, object),
                                Bodies.object(body),
                                Bodies.ifMatch(request)),
                        cause(request)),
                numbers);
    }

    @Put("/by/{field}/{value}")
    HttpResponse<byte[]> upsert(
            HttpRequest<?> request,
            Caller caller,
            String object,
            String field,
            String value,
            @Body byte[] body) {
        NumberForm numbers = numbers(request);
        JsonNode key = key(model(caller, object), field, value);
        return answer(
                writer.write(
                        caller,
                        new Command.Upsert(
                                object, field, key, Bodies.object(body), Bodies.ifMatch(request)),
                        cause(request)),
                numbers);
    }

    /** A value in an address is written as in a CSV cell. */
    private static JsonNode key(ObjectModel object, String name, String written) {
        FieldModel field = object.field(name);
        FieldType.Refusal refusal = (code, message) -> {};
        Object value = field == null ? null : field.type().readCell(written, refusal);
        return value == null ? TextNode.valueOf(written) : Values.toJson(value);
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, Set.of());
        writer.write(
                caller,
                new Command.Delete(object, Paths.id(id, object), Bodies.ifMatch(request)),
                cause(request));
        return HttpResponse.noContent();
    }

    @Post(value = "/{id}/restore", consumes = "*/*")
    HttpResponse<byte[]> restore(HttpRequest<?> request, Caller caller, String object, String id) {
        NumberForm numbers = numbers(request);
        return answer(
                writer.write(
                        caller, new Command.Restore(object, Paths.id(id, object)), cause(request)),
                numbers);
    }

    @Get("/{id}/history")
    HttpResponse<byte[]> history(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, Set.of("before", "numbers"));
        String before = Bodies.parameter(request, "before");
        int version = before == null ? Integer.MAX_VALUE : whole(before, "before");
        ObjectNode answer = Json.object();
        answer.set(
                "data", history.list(caller, model(caller, object), Paths.id(id, object), version));
        return Bodies.ok(NumberForm.of(request).apply(Json.bytes(answer)));
    }

    @Post("/aggregate")
    HttpResponse<byte[]> aggregate(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of("numbers"));
        AggregateQuery query = AggregateQuery.parse(model(caller, object), Bodies.object(body));
        return Bodies.ok(NumberForm.of(request).apply(aggregator.aggregate(caller, query)));
    }

    @Post("/bulk")
    HttpResponse<byte[]> bulk(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        BulkRequest bulk = BulkRequest.read(model(caller, object), Bodies.object(body));
        byte[] answer =
                bulk.atomic()
                        ? bulk.answer(
                                request, writer.writeAll(caller, bulk.commands(), cause(request)))
                        : bulk.answer(
                                request,
                                writer.writeEach(caller, bulk.commands(), cause(request)));
        return Bodies.ok(numbers.apply(answer));
    }

    // Asked before anything is written: a request that is refused for it has changed nothing.
    private static NumberForm numbers(HttpRequest<?> request) {
        Bodies.onlyParameters(request, WRITE_PARAMETERS);
        return NumberForm.of(request);
    }

    private static HttpResponse<byte[]> answer(Outcome.Done done, NumberForm numbers) {
        byte[] json = numbers.apply(done.json());
        MutableHttpResponse<byte[]> response =
                done.created() ? Bodies.created(json) : Bodies.ok(json);
        response.header("ETag", Bodies.etag(done.record().version()));
        return done.created()
                ? response.header(
                        "Location",
                        "/api/v1/records/"
                                + done.record().object().name()
                                + "/"
                                + done.record().id())
                : response;
    }
}
