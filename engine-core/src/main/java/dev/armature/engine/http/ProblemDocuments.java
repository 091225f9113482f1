package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes problem documents (RFC 9457). */
final class ProblemDocuments {

    static final MediaType TYPE = MediaType.of("application/problem+json");

    private static final int RETRY_SECONDS = 1;

    /** Of the tus protocol alone, and in no list of HTTP. */
    private static final int CHECKSUM_MISMATCH = 460;

    private ProblemDocuments() {}

    static MutableHttpResponse<byte[]> of(HttpRequest<?> request, EngineException problem) {
        MutableHttpResponse<byte[]> response =
                of(
                        request,
                        problem.code(),
                        problem.answerCode(),
                        problem.detail(),
                        problem.operation(),
                        problem.problems());
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.getHeaders()
                    .set("Retry-After", Long.toString(retryAfter.plusMillis(999).toSeconds()));
        }
        return response;
    }

    static MutableHttpResponse<byte[]> of(HttpRequest<?> request, ErrorCode code, String detail) {
        return of(request, code, code.code(), detail, null, List.of());
    }

    private static MutableHttpResponse<byte[]> of(
            HttpRequest<?> request,
            ErrorCode code,
            String answerCode,
            String detail,
            @Nullable Integer operation,
            List<Problem> problems) {
        MutableHttpResponse<byte[]> response =
                Paths.isScim(request.getPath())
                        ? ScimAnswers.of(
                                request,
                                HttpStatus.valueOf(status(code.kind())),
                                code,
                                answerCode,
                                detail,
                                problems)
                        : HttpResponse.<byte[]>status(status(code.kind()), code.title())
                                .body(
                                        Json.bytes(
                                                body(
                                                        request,
                                                        code,
                                                        answerCode,
                                                        detail,
                                                        operation,
                                                        problems)))
                                .contentType(TYPE);
        switch (code.kind()) {
            case LIMITED, UNAVAILABLE, LOCKED ->
                    response.header("Retry-After", Integer.toString(RETRY_SECONDS));
            case UNAUTHENTICATED -> response.header("WWW-Authenticate", "Bearer");
            default -> {}
        }
        return response;
    }

    /** What a document says of a problem. */
    static ObjectNode body(HttpRequest<?> request, EngineException problem) {
        return body(
                request,
                problem.code(),
                problem.answerCode(),
                problem.detail(),
                problem.operation(),
                problem.problems());
    }

    private static ObjectNode body(
            HttpRequest<?> request,
            ErrorCode code,
            String answerCode,
            String detail,
            @Nullable Integer operation,
            List<Problem> problems) {
        ObjectNode body = Json.object();
        body.put("type", "/errors/" + code.code());
        body.put("title", code.title());
        body.put("status", status(code.kind()));
        body.put("detail", detail);
        body.put("instance", request.getPath());
        body.put("code", answerCode);
        body.put("traceId", Tracing.traceId(request));
        if (operation != null) {
            body.put("operation", operation);
        }
        if (!problems.isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            problems.forEach(problem -> errors.add(error(problem)));
        }
        return body;
    }

    private static ObjectNode error(Problem problem) {
        ObjectNode error = Json.object();
        error.put("pointer", problem.pointer())
                .put("code", problem.code())
                .put("message", problem.message());
        Problem.Position position = problem.position();
        if (position != null) {
            error.putObject("position")
                    .put("line", position.line())
                    .put("column", position.column());
        }
        return error;
    }

    private static int status(ErrorCode.Kind kind) {
        return kind == ErrorCode.Kind.CHECKSUM ? CHECKSUM_MISMATCH : named(kind).getCode();
    }

    private static HttpStatus named(ErrorCode.Kind kind) {
        return switch (kind) {
            case MALFORMED, CHECKSUM -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case CONFLICT -> HttpStatus.CONFLICT;
            case STALE, UNSUPPORTED_VERSION -> HttpStatus.PRECONDITION_FAILED;
            case LOCKED -> HttpStatus.LOCKED;
            case TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case HEAD_TOO_LARGE -> HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case INVALID -> HttpStatus.UNPROCESSABLE_ENTITY;
            case LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
