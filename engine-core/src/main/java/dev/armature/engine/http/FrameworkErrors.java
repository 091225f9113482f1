package dev.armature.engine.http;

import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.context.annotation.Primary;
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
        ErrorCode code = StatusCodes.code(response.code());
        MutableHttpResponse<byte[]> document =
                ProblemDocuments.of(
                        context.getRequest(), code, StatusCodes.detail(context.getRequest(), code));
        String allow = response.getHeaders().get("Allow");
        return allow == null ? document : document.header("Allow", allow);
    }
}
