package dev.armature.engine.http;

import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;

/** What the framework's own refusals are called, and how they are explained. */
final class StatusCodes {

    private StatusCodes() {}

    static ErrorCode code(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.BODY_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ErrorCode.OVERLOADED;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.MALFORMED_REQUEST;
        };
    }

    static String detail(HttpRequest<?> request, ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing at " + request.getPath();
            case METHOD_NOT_ALLOWED ->
                    request.getMethodName() + " is not possible at " + request.getPath();
            case BODY_TOO_LARGE -> "A body has at most " + Limits.MAX_BODY_BYTES + " bytes";
            case HEAD_TOO_LARGE ->
                    "An address has at most "
                            + Limits.MAX_ADDRESS_BYTES
                            + " bytes, and the headers together "
                            + Limits.MAX_HEADER_BYTES;
            case UNSUPPORTED_MEDIA_TYPE -> "Send application/json, or what the documentation names";
            default -> code.title();
        };
    }
}
