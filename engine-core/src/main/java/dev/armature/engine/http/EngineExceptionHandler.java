package dev.armature.engine.http;

import dev.armature.metadata.problem.EngineException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers what the engine refuses. */
@Singleton
@Produces("application/problem+json")
final class EngineExceptionHandler implements ExceptionHandler<EngineException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, EngineException exception) {
        return ProblemDocuments.of((HttpRequest<?>) request, exception);
    }
}
