package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.file.KnownFile;
import dev.armature.engine.file.ThumbnailSize;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.share.FileLinks;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.multipart.StreamingFileUpload;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files coming in and going out, both streamed. */
@Controller("/api/v1/files")
@ExecuteOn(TaskExecutors.BLOCKING)
final class FileController {

    private final UploadedFiles files;
    private final FileLinks links;

    FileController(UploadedFiles files, FileLinks links) {
        this.files = files;
        this.links = links;
    }

    @Post
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    HttpResponse<byte[]> take(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream content)
            throws IOException {
        // Closed at once where it is refused: whoever goes on sending would wait for the answer.
        try (InputStream body =
                Objects.requireNonNullElse(content, InputStream.nullInputStream())) {
            Bodies.onlyParameters(request, Set.of("name"));
            requireSize(request);
            return made(files.take(caller, Bodies.parameter(request, "name"), body));
        }
    }

    @Post
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    HttpResponse<byte[]> takeForm(HttpRequest<?> request, Caller caller, StreamingFileUpload file)
            throws IOException {
        Bodies.onlyParameters(request, Set.of());
        try (InputStream content = file.asInputStream()) {
            return made(files.take(caller, file.getFilename(), content));
        }
    }

    private static void requireSize(HttpRequest<?> request) {
        if (request.getContentLength() > FileRules.MAX_SIZE) {
            throw UploadedFiles.tooLarge();
        }
    }

    private static HttpResponse<byte[]> made(KnownFile file) {
        return Bodies.created(Json.bytes(json(file)))
                .header("Location", "/api/v1/files/" + file.id());
    }

    private static ObjectNode json(KnownFile file) {
        ObjectNode json = Json.object();
        json.setAll((ObjectNode) Values.toJson(file.file()));
        return json.put("sha256", file.sha256())
                .put("attached", file.attached())
                .put("createdAt", file.createdAt().toString())
                .put("createdBy", file.createdBy().toString());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(json(files.get(caller, Paths.id(id, "file"))));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        files.delete(caller, Paths.id(id, "file"));
        return HttpResponse.noContent();
    }

    @Get("/{id}/content")
    @Produces(MediaType.ALL)
    HttpResponse<?> content(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of("size"));
        String size = Bodies.parameter(request, "size");
        UploadedFiles.Content content =
                size == null
                        ? files.content(caller, Paths.id(id, "file"))
                        : files.thumbnail(caller, Paths.id(id, "file"), size(size));
        return FileAnswers.of(request, files, content);
    }

    @Post("/{id}/links")
    HttpResponse<byte[]> link(HttpRequest<?> request, Caller caller, String id, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.created(
                Json.bytes(links.make(caller, Paths.id(id, "file"), Bodies.object(body))));
    }

    private static ThumbnailSize size(String written) {
        ThumbnailSize size = ThumbnailSize.of(written);
        if (size == null) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY,
                    "The parameter \"size\" is one of "
                            + String.join(", ", ThumbnailSize.spellings()));
        }
        return size;
    }
}
