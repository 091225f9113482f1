package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.Search;
import dev.armature.engine.query.SearchText;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records of all objects by words. */
@Controller("/api/v1/search")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SearchController {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final TenantModels models;
    private final AccessPolicy access;
    private final Search search;

    SearchController(TenantModels models, AccessPolicy access, Search search) {
        this.models = models;
        this.access = access;
        this.search = search;
    }

    @Get
    HttpResponse<byte[]> find(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of("q", "objects", "limit"));
        TenantModel seen = access.seen(caller, models.current(caller.tenantId()));
        SearchText text =
                SearchText.of(
                        Objects.requireNonNullElse(Bodies.parameter(request, "q"), ""),
                        caller.tenant().locale(),
                        "q");
        List<Search.Hit> hits =
                search.find(
                        caller,
                        objects(Bodies.parameter(request, "objects"), seen),
                        text,
                        limit(Bodies.parameter(request, "limit")));
        ObjectNode answer = Json.object();
        ArrayNode data = answer.putArray("data");
        hits.forEach(hit -> data.add(json(hit)));
        return Bodies.ok(answer);
    }

    private static List<ObjectModel> objects(@Nullable String written, TenantModel seen) {
        return written == null
                ? List.copyOf(seen.objects())
                : Arrays.stream(written.split(",", -1))
                        .map(name -> seen.required(name.strip()))
                        .distinct()
                        .toList();
    }

    private static int limit(@Nullable String written) {
        try {
            int limit = written == null ? DEFAULT_LIMIT : Integer.parseInt(written);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY,
                "The parameter \"limit\" is a number from 1 to " + MAX_LIMIT);
    }

    private static ObjectNode json(Search.Hit hit) {
        ObjectNode json =
                Json.object()
                        .put("object", hit.object().name())
                        .put("id", hit.id().toString())
                        .put("title", hit.title())
                        .put("score", Math.round(hit.goodness() * 100) / 100.0);
        ArrayNode matches = json.putArray("matches");
        for (Search.Match match : hit.matches()) {
            ArrayNode ranges =
                    matches.addObject()
                            .put("field", match.field())
                            .put("text", match.text())
                            .putArray("ranges");
            match.ranges().forEach(range -> ranges.addArray().add(range.from()).add(range.to()));
        }
        return json;
    }
}
