package dev.armature.engine.http;

import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * Gives the framework's own answers (no such route, wrong method, wrong media type, too large) the
 * one form.
 */
@Singleton
@Primary
final class FrameworkErrors implements ErrorResponseProcessor<byte[]> {

    @Override
    public MutableHttpResponse<byte[]> processResponse(
            ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        // Bodies that are too large are refused elsewhere: this is what stands before them.
        boolean head = response.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.getCode();
        ErrorCode code = head ? ErrorCode.HEAD_TOO_LARGE : StatusCodes.code(response.code());
        MutableHttpResponse<byte[]> document =
                ProblemDocuments.of(request, code, StatusCodes.detail(request, code));
        String allow = response.getHeaders().get("Allow");
        if (allow != null) {
            document.header("Allow", allow);
        }
        // The rest of such a request cannot be told from the next one, so the server hangs up; who
        // is not told so may send the next one into nothing.
        return head ? document.header("Connection", "close") : document;
    }
}
