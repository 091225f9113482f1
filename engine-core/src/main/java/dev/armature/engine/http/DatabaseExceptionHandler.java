package dev.armature.engine.http;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLTransientConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that cannot be reached is busy, not broken: the client is told to come back. */
@Singleton
@Produces("application/problem+json")
final class DatabaseExceptionHandler
        implements ExceptionHandler<DatabaseException, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseExceptionHandler.class);

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, DatabaseException exception) {
        HttpRequest<?> asked = request;
        if (isAway(exception)) {
            LOG.warn(
                    "{} {} could not reach the database: {}",
                    asked.getMethodName(),
                    asked.getPath(),
                    exception.state());
            return ProblemDocuments.of(
                    asked,
                    ErrorCode.OVERLOADED,
                    "The database cannot be reached just now; nothing was confirmed");
        }
        LOG.error(
                "{} {} [{}] failed in the database",
                asked.getMethodName(),
                asked.getPath(),
                Tracing.traceId(asked),
                exception);
        return ProblemDocuments.of(
                asked,
                ErrorCode.INTERNAL,
                "The request could not be carried out; tell your operator the traceId");
    }

    // Connection exceptions (08), the server shutting down or starting (57P), too many connections
    // (53).
    private static boolean isAway(DatabaseException exception) {
        String state = exception.state();
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || exception.getCause() instanceof SQLTransientConnectionException;
    }
}
