package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.file.Upload;
import dev.armature.engine.file.Uploads;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Options;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files that come in pieces, by the protocol tus 1.0. */
@Controller(UploadController.ADDRESS)
@ExecuteOn(TaskExecutors.BLOCKING)
final class UploadController {

    static final String ADDRESS = "/api/v1/uploads";

    private static final String THING = "upload";

    private final Uploads uploads;

    UploadController(Uploads uploads) {
        this.uploads = uploads;
    }

    @Options
    HttpResponse<?> abilities(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of());
        return Tus.abilities(HttpResponse.noContent(), uploads.maxSize());
    }

    @Post
    @Consumes("*/*")
    HttpResponse<byte[]> begin(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of());
        Tus.require(request);
        Upload begun = uploads.begin(caller, Tus.name(request), Tus.length(request));
        return Tus.state(Bodies.created(Json.bytes(json(begun))), begun)
                .header("Location", ADDRESS + "/" + begun.id());
    }

    private static ObjectNode json(Upload upload) {
        UUID file = upload.file();
        return Json.object()
                .put("id", upload.id().toString())
                .put("name", upload.name())
                .put("size", upload.size())
                .put("received", upload.received())
                .put("expiresAt", upload.expiresAt().toString())
                .put("file", file == null ? null : file.toString());
    }

    // HEAD is of the protocol, and GET for people.
    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        if (request.getMethod() == HttpMethod.HEAD) {
            Tus.require(request);
        }
        Upload upload = uploads.get(caller, Paths.id(id, THING));
        return Tus.state(Bodies.ok(json(upload)), upload);
    }

    @Patch("/{id}")
    @Consumes(Tus.PIECE)
    HttpResponse<?> append(
            HttpRequest<?> request, Caller caller, String id, @Nullable @Body InputStream content)
            throws IOException {
        // Closed at once where it is refused: whoever goes on sending would wait for the answer.
        try (InputStream piece =
                Objects.requireNonNullElse(content, InputStream.nullInputStream())) {
            Bodies.onlyParameters(request, Set.of());
            Tus.require(request);
            Upload upload =
                    uploads.append(
                            caller,
                            Paths.id(id, THING),
                            Tus.offset(request),
                            piece,
                            request.getContentLength(),
                            Tus.checksum(request));
            return Tus.state(HttpResponse.noContent(), upload);
        }
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        Tus.require(request);
        uploads.delete(caller, Paths.id(id, THING));
        return Tus.ended(HttpResponse.noContent());
    }
}
