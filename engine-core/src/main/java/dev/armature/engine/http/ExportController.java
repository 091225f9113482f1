package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.transfer.Export;
import dev.armature.engine.transfer.Exports;
import dev.armature.metadata.change.PastModels;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Records going out as files, streamed. */
@Controller("/api/v1/records/{object}/export")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExportController {

    private static final Set<String> KNOWN = new HashSet<>(ListQuery.PARAMETERS);

    static {
        KNOWN.add("format");
    }

    private final TenantModels models;
    private final AccessPolicy access;
    private final AskedMetadata asked;
    private final Exports exports;
    private final ExecutorService blocking;
    private final Clock clock;

    ExportController(
            TenantModels models,
            PastModels past,
            AccessPolicy access,
            Exports exports,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
            Clock clock) {
        this.models = models;
        this.access = access;
        this.asked = new AskedMetadata(models, past, access, clock);
        this.exports = exports;
        this.blocking = blocking;
        this.clock = clock;
    }

    @Get
    @Produces(MediaType.ALL)
    HttpResponse<?> give(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, KNOWN);
        access.require(caller, models.current(caller.tenantId()), object, Right.EXPORT);
        ObjectModel model = asked.ofRecords(request, caller, object);
        Exports.Format format = format(Bodies.parameter(request, "format"));
        RecordQuery query = ListQuery.of(request, caller, model, clock.instant());
        List<String> columns = ListQuery.columns(request, model);
        MutableHttpResponse<?> answer =
                HttpResponse.ok()
                        .header("Content-Type", format.mediaType())
                        .header(
                                "Content-Disposition",
                                "attachment; filename=\"%s.%s\""
                                        .formatted(model.name(), format.word()));
        if (request.getMethodName().equals("HEAD")) {
            return answer;
        }
        Export export = exports.open(caller, query, columns, format);
        return answer.body(new PulledBytes(export::next, export::close, blocking));
    }

    private static Exports.Format format(@Nullable String written) {
        for (Exports.Format format : Exports.Format.values()) {
            if (format.word().equals(written == null ? "csv" : written)) {
                return format;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"format\" is csv, ndjson or xlsx");
    }
}
