package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.transfer.Imports;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of records coming in. */
@Controller("/api/v1/records/{object}/import")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImportController {

    private final Imports imports;
    private final JobStarter starter;

    ImportController(Imports imports, JobStarter starter) {
        this.imports = imports;
        this.starter = starter;
    }

    @Post
    @Consumes("text/csv")
    HttpResponse<byte[]> take(
            HttpRequest<?> request, Caller caller, String object, @Nullable @Body InputStream file)
            throws IOException {
        Bodies.onlyParameters(request, Set.of("mode", "key", "dryRun"));
        Imports.Options options =
                new Imports.Options(
                        mode(Bodies.parameter(request, "mode")),
                        Bodies.parameter(request, "key"),
                        Bodies.flag(request, "dryRun"));
        return starter.upload(
                request,
                caller,
                Objects.requireNonNullElse(file, InputStream.nullInputStream()),
                (body, together) -> imports.take(caller, object, options, body, together));
    }

    private static Imports.Mode mode(@Nullable String written) {
        return switch (written) {
            case null -> Imports.Mode.INSERT;
            case "insert" -> Imports.Mode.INSERT;
            case "upsert" -> Imports.Mode.UPSERT;
            default ->
                    throw new EngineException(
                            ErrorCode.INVALID_QUERY, "The parameter \"mode\" is insert or upsert");
        };
    }
}
