package dev.armature.engine.http;

import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.form.FormPages;
import dev.armature.engine.share.FileLinks;
import dev.armature.engine.share.LinkedRecords;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For people who are nobody here and have the address of a form, of a record or of a file. The
 * secret of the address travels in bodies, and with files in a header, which no log has; only links
 * to files, which end after minutes, have it in their path.
 */
@Controller("/api/v1/public")
@ExecuteOn(TaskExecutors.BLOCKING)
final class GuestController {

    /** The header that has the secret of a form's address beside a file. */
    static final String FORM = "Armature-Form";

    private final FormPages forms;
    private final LinkedRecords records;
    private final FileLinks links;
    private final UploadedFiles files;
    private final Visitors visitors;

    GuestController(
            FormPages forms,
            LinkedRecords records,
            FileLinks links,
            UploadedFiles files,
            Visitors visitors) {
        this.forms = forms;
        this.records = records;
        this.links = links;
        this.files = files;
        this.visitors = visitors;
    }

    private static <T extends MutableHttpResponse<?>> T unlisted(T answer) {
        answer.header("X-Robots-Tag", "noindex, nofollow");
        return answer;
    }

    @Post("/forms/look")
    HttpResponse<byte[]> form(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return unlisted(Bodies.ok(forms.look(Bodies.object(body), visitors.of(request))));
    }

    @Post("/forms/files")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    HttpResponse<byte[]> file(HttpRequest<?> request, @Nullable @Body InputStream content) {
        Bodies.onlyParameters(request, Set.of("name", "field"));
        String token = request.getHeaders().get(FORM);
        String field = Bodies.parameter(request, "field");
        if (token == null || field == null) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "The header " + FORM + " and the parameter \"field\" are expected");
        }
        return unlisted(
                Bodies.ok(
                        forms.takeFile(
                                token,
                                field,
                                Bodies.parameter(request, "name"),
                                Objects.requireNonNullElse(content, InputStream.nullInputStream()),
                                request.getContentLength(),
                                visitors.of(request))));
    }

    @Post("/forms/answer")
    HttpResponse<byte[]> answer(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        if (body.length > FormPages.MAX_ANSWER) {
            throw new EngineException(
                    ErrorCode.BODY_TOO_LARGE,
                    "A form's answer has at most " + FormPages.MAX_ANSWER + " bytes");
        }
        return unlisted(Bodies.ok(forms.answer(Bodies.object(body), visitors.of(request))));
    }

    @Post("/links/look")
    HttpResponse<byte[]> record(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return unlisted(Bodies.ok(records.look(Bodies.object(body), visitors.of(request))));
    }

    @Post("/links/file")
    @Produces(MediaType.ALL)
    HttpResponse<?> content(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        UploadedFiles.Content content = records.file(Bodies.object(body), visitors.of(request));
        HttpResponse<?> answer = FileAnswers.of(request, files, content);
        return answer instanceof MutableHttpResponse<?> mutable ? unlisted(mutable) : answer;
    }

    // Pages of other sites may show it: the address is the right to it, and no cookie goes along.
    @Get("/files/{token}")
    @Produces(MediaType.ALL)
    HttpResponse<?> linked(HttpRequest<?> request, String token) {
        Bodies.onlyParameters(request, Set.of());
        HttpResponse<?> answer = FileAnswers.of(request, files, links.open(token));
        return answer instanceof MutableHttpResponse<?> mutable
                ? unlisted(FileAnswers.forOtherSites(mutable))
                : answer;
    }
}
