package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.engine.record.RecordHistory;
import dev.armature.metadata.change.PastModels;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Records as they are read: one by one, in lists, with their history, added up. */
@Controller("/api/v1/records/{object}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RecordController {

    private static final Set<String> LIST_PARAMETERS =
            Set.of(
                    "view",
                    "filter",
                    "search",
                    "sort",
                    "fields",
                    "asOf",
                    "metadata",
                    "limit",
                    "cursor",
                    "count",
                    "numbers");
    private static final Set<String> GET_PARAMETERS =
            Set.of("fields", "asOf", "metadata", "numbers");

    private final TenantModels models;
    private final AccessPolicy access;
    private final AskedMetadata asked;
    private final RecordReader reader;
    private final RecordHistory history;
    private final Aggregator aggregator;
    private final Clock clock;

    RecordController(
            TenantModels models,
            PastModels past,
            AccessPolicy access,
            RecordReader reader,
            RecordHistory history,
            Aggregator aggregator,
            Clock clock) {
        this.models = models;
        this.access = access;
        this.asked = new AskedMetadata(models, past, access, clock);
        this.reader = reader;
        this.history = history;
        this.aggregator = aggregator;
        this.clock = clock;
    }

    private ObjectModel model(Caller caller, String object) {
        return access.seen(caller, models.current(caller.tenantId()), object);
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, LIST_PARAMETERS);
        RecordQuery query =
                ListQuery.of(
                        request, caller, asked.ofRecords(request, caller, object), clock.instant());
        String limit = Bodies.parameter(request, "limit");
        String cursor = Bodies.parameter(request, "cursor");
        String count = Bodies.parameter(request, "count");
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
        ObjectModel model = asked.ofRecords(request, caller, object);
        RecordReader.Found found =
                found(request, caller, model, Paths.id(id, object))
                        .orElseThrow(() -> EngineException.notFound("The " + object + " " + id));
        return Bodies.ok(NumberForm.of(request).apply(found.json()))
                .header("ETag", Bodies.etag(found.version()));
    }

    private Optional<RecordReader.Found> found(
            HttpRequest<?> request, Caller caller, ObjectModel model, UUID id) {
        String fields = Bodies.parameter(request, "fields");
        Instant asOf = ListQuery.asOf(request, clock.instant());
        if (fields == null && asOf == null) {
            return reader.get(caller, model, id);
        }
        Selection selection =
                fields == null ? Selection.all(model) : Selection.parse(model, fields);
        return asOf == null
                ? reader.get(caller, selection, id)
                : reader.get(caller, selection, id, asOf);
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
}
