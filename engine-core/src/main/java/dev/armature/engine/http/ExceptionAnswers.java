package dev.armature.engine.http;

import dev.armature.engine.file.FileBodies;
import dev.armature.engine.oauth.OAuthRefusal;
import dev.armature.engine.scim.ScimRefusal;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.server.exceptions.NotAllowedException;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import java.io.UncheckedIOException;
import java.sql.SQLTransientConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a request ends in into its answer. The one place that does. It says to produce
 * anything, because a problem is told to a client whatever it says to accept.
 */
@Controller
@Produces(MediaType.ALL)
final class ExceptionAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ExceptionAnswers.class);
    private static final String FAULT =
            "The request could not be carried out; tell your operator the traceId";

    @Error(global = true, exception = EngineException.class)
    HttpResponse<byte[]> refused(HttpRequest<?> request, EngineException refusal) {
        return ProblemDocuments.of(request, refusal);
    }

    @Error(global = true, exception = OAuthRefusal.class)
    HttpResponse<byte[]> refused(HttpRequest<?> request, OAuthRefusal refusal) {
        return OAuthAnswers.of(request, refusal);
    }

    @Error(global = true, exception = ScimRefusal.class)
    HttpResponse<byte[]> refused(HttpRequest<?> request, ScimRefusal refusal) {
        return ScimAnswers.of(request, refusal);
    }

    @Error(global = true, exception = DatabaseException.class)
    HttpResponse<byte[]> database(HttpRequest<?> request, DatabaseException exception) {
        if (isAway(exception)) {
            LOG.warn(
                    "{} {} could not reach the database: {}",
                    request.getMethodName(),
                    Paths.logged(request),
                    exception.state());
            return ProblemDocuments.of(
                    request,
                    ErrorCode.OVERLOADED,
                    "The database cannot be reached just now; nothing was confirmed");
        }
        return fault(request, exception);
    }

    // Connection exceptions (08), the server shutting down or starting (57P), too many connections
    // (53), and none at all: so the pool says that a connection has been closed, which it does when
    // one breaks that is still being used.
    private static boolean isAway(DatabaseException exception) {
        String state = exception.state();
        return state.isEmpty()
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || exception.getCause() instanceof SQLTransientConnectionException;
    }

    @Error(global = true, exception = UncheckedIOException.class)
    HttpResponse<byte[]> disk(HttpRequest<?> request, UncheckedIOException exception) {
        if (exception.getCause() instanceof FileBodies.AwayException away) {
            LOG.warn(
                    "{} {}: {}", request.getMethodName(), Paths.logged(request), away.getMessage());
            return ProblemDocuments.of(
                    request,
                    ErrorCode.OVERLOADED,
                    "The store of files cannot be reached just now; nothing was kept");
        }
        return fault(request, exception);
    }

    @Error(global = true, exception = UnsatisfiedRouteException.class)
    HttpResponse<byte[]> missing(HttpRequest<?> request, UnsatisfiedRouteException exception) {
        boolean body = exception.getArgument().getName().equals("body");
        return body
                ? ProblemDocuments.of(
                        request, ErrorCode.MALFORMED_JSON, "The body is empty; JSON is expected")
                : ProblemDocuments.of(
                        request,
                        ErrorCode.MALFORMED_REQUEST,
                        "\"" + exception.getArgument().getName() + "\" is missing");
    }

    @Error(global = true, exception = ConversionErrorException.class)
    HttpResponse<byte[]> conversion(HttpRequest<?> request, ConversionErrorException exception) {
        return ProblemDocuments.of(
                request,
                ErrorCode.MALFORMED_REQUEST,
                "\"" + exception.getArgument().getName() + "\" cannot be understood");
    }

    @Error(global = true, exception = ContentLengthExceededException.class)
    HttpResponse<byte[]> tooLarge(
            HttpRequest<?> request, ContentLengthExceededException exception) {
        return ProblemDocuments.of(
                request,
                ErrorCode.BODY_TOO_LARGE,
                StatusCodes.detail(request, ErrorCode.BODY_TOO_LARGE));
    }

    @Error(global = true, exception = BufferLengthExceededException.class)
    HttpResponse<byte[]> tooLarge(HttpRequest<?> request, BufferLengthExceededException exception) {
        return ProblemDocuments.of(
                request,
                ErrorCode.BODY_TOO_LARGE,
                StatusCodes.detail(request, ErrorCode.BODY_TOO_LARGE));
    }

    @Error(global = true, exception = NotAllowedException.class)
    HttpResponse<byte[]> notAllowed(HttpRequest<?> request, NotAllowedException exception) {
        return ProblemDocuments.of(
                        request,
                        ErrorCode.METHOD_NOT_ALLOWED,
                        StatusCodes.detail(request, ErrorCode.METHOD_NOT_ALLOWED))
                .header("Allow", String.join(", ", exception.getAllowedMethods()));
    }

    @Error(global = true, exception = HttpStatusException.class)
    HttpResponse<byte[]> status(HttpRequest<?> request, HttpStatusException exception) {
        ErrorCode code = StatusCodes.code(exception.getStatus().getCode());
        return ProblemDocuments.of(request, code, StatusCodes.detail(request, code));
    }

    @Error(global = true, exception = Throwable.class)
    HttpResponse<byte[]> fault(HttpRequest<?> request, Throwable fault) {
        LOG.error(
                "{} {} [{}] failed",
                request.getMethodName(),
                Paths.logged(request),
                Tracing.traceId(request),
                fault);
        return ProblemDocuments.of(request, ErrorCode.INTERNAL, FAULT);
    }
}
