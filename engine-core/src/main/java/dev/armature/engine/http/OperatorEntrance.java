package dev.armature.engine.http;

import dev.armature.engine.operator.Operator;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Lets operators, and nobody else, to the addresses of operators: no tenant's token holds there,
 * and no operator's key anywhere else.
 */
@Singleton
final class OperatorEntrance {

    /** What the addresses of operators begin with. */
    static final String ADDRESSES = "/api/operator/";

    private static final String ATTRIBUTE = "armature.operator";

    private final OperatorKeys keys;
    private final RequestLimits limits;
    private final Executor blocking;

    OperatorEntrance(
            OperatorKeys keys,
            RequestLimits limits,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.keys = keys;
        this.limits = limits;
        this.blocking = blocking;
    }

    CompletionStage<HttpRequest<?>> authenticate(HttpRequest<?> request) {
        return limits.lookAtStranger(request)
                .thenApplyAsync(
                        allowed -> AuthenticationFilter.token(request).flatMap(keys::find),
                        blocking)
                .thenCompose(
                        found -> found.isPresent() ? letIn(request, found.get()) : refuse(request));
    }

    private static CompletionStage<HttpRequest<?>> letIn(
            HttpRequest<?> request, Operator operator) {
        request.setAttribute(ATTRIBUTE, operator);
        return CompletableFuture.completedStage(request);
    }

    private CompletionStage<HttpRequest<?>> refuse(HttpRequest<?> request) {
        return limits.countStranger(request)
                .thenApply(counted -> {
                    throw refused();
                });
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.UNAUTHENTICATED,
                "Send an operator's key as Authorization: Bearer …; ./armature operator makes one");
    }

    /** The operator who asks; whoever came here another way is refused. */
    static Operator of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Operator.class)
                .orElseThrow(OperatorEntrance::refused);
    }
}
