package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.scim.ScimRefusal;
import dev.armature.engine.scim.ScimStore;
import dev.armature.engine.scim.ScimType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes answers in the form of SCIM (RFC 7644, 3.12). */
final class ScimAnswers {

    static final String MEDIA = "application/scim+json";

    private static final MediaType TYPE = MediaType.of(MEDIA);
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
    private static final String PROBLEM = "urn:armature:scim:Problem";

    private ScimAnswers() {}

    static MutableHttpResponse<byte[]> ok(JsonNode body) {
        return of(HttpResponse.ok(), body);
    }

    static MutableHttpResponse<byte[]> of(ScimStore.Resource resource) {
        return ok(resource.json())
                .header("ETag", ScimStore.etag(resource.version()))
                .header("Content-Location", resource.location());
    }

    static MutableHttpResponse<byte[]> created(ScimStore.Resource resource) {
        return of(HttpResponse.created(new byte[0]), resource.json())
                .header("ETag", ScimStore.etag(resource.version()))
                .header("Location", resource.location());
    }

    private static MutableHttpResponse<byte[]> of(MutableHttpResponse<?> response, JsonNode body) {
        return response.body(Json.bytes(body)).contentType(TYPE);
    }

    static MutableHttpResponse<byte[]> of(HttpRequest<?> request, ScimRefusal refusal) {
        HttpStatus status =
                refusal.type() == ScimType.UNIQUENESS
                        ? HttpStatus.CONFLICT
                        : HttpStatus.BAD_REQUEST;
        return error(
                request, status, refusal.type(), refusal.type().code().code(), refusal.detail());
    }

    /** A problem of the platform in the form of the protocol, which knows no 422. */
    static MutableHttpResponse<byte[]> of(
            HttpRequest<?> request,
            HttpStatus status,
            ErrorCode code,
            String answerCode,
            String detail,
            List<Problem> problems) {
        String all =
                problems.isEmpty()
                        ? detail
                        : problems.stream()
                                .map(Problem::message)
                                .distinct()
                                .collect(Collectors.joining("; "));
        boolean invalid = status == HttpStatus.UNPROCESSABLE_ENTITY;
        return error(
                request,
                invalid ? HttpStatus.BAD_REQUEST : status,
                type(request, code),
                answerCode,
                all);
    }

    private static @Nullable ScimType type(HttpRequest<?> request, ErrorCode code) {
        return switch (code) {
            case NOT_UNIQUE -> ScimType.UNIQUENESS;
            case VALIDATION_FAILED -> ScimType.INVALID_VALUE;
            case MALFORMED_JSON, MALFORMED_REQUEST -> ScimType.INVALID_SYNTAX;
            case NOT_FOUND ->
                    request.getPath().startsWith(Paths.SCIM + "/")
                            ? null
                            : ScimType.INVALID_VERSION;
            default -> null;
        };
    }

    private static MutableHttpResponse<byte[]> error(
            HttpRequest<?> request,
            HttpStatus status,
            @Nullable ScimType type,
            String code,
            String detail) {
        ObjectNode body = Json.object();
        body.putArray("schemas").add(ERROR);
        body.put("status", Integer.toString(status.getCode()));
        if (type != null) {
            body.put("scimType", type.word());
        }
        body.put("detail", detail);
        // What the protocol does not name goes under a name of its own, or strict clients read
        // none.
        body.putObject(PROBLEM).put("code", code).put("traceId", Tracing.traceId(request));
        return of(HttpResponse.status(status), body);
    }
}
