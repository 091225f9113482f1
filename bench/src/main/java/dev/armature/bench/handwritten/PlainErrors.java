package dev.armature.bench.handwritten;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** What the framework refuses is told in a word: its own form would need its JSON mapper. */
@Singleton
final class PlainErrors implements ErrorResponseProcessor<String> {

    @Override
    public MutableHttpResponse<String> processResponse(
            ErrorContext context, MutableHttpResponse<?> response) {
        return HttpResponse.<String>status(response.status())
                .body(response.reason())
                .contentType(MediaType.TEXT_PLAIN_TYPE);
    }
}
