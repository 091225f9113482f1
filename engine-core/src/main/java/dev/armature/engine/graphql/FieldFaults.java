package dev.armature.engine.graphql;

import dev.armature.metadata.problem.EngineException;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Tells what a field was refused for. What is no refusal ends the whole request. */
final class FieldFaults implements DataFetcherExceptionHandler {

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters parameters) {
        Throwable thrown = parameters.getException();
        while ((thrown instanceof CompletionException || thrown instanceof ExecutionException)
                && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        if (!(thrown instanceof EngineException)) {
            Asked.of(parameters.getDataFetchingEnvironment()).fault().compareAndSet(null, thrown);
        }
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(
                                new FieldError(
                                        thrown,
                                        parameters.getPath().toList(),
                                        parameters.getSourceLocation()))
                        .build());
    }
}
