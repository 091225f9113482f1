package dev.armature.engine.http;

import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what nothing else answers: requests the router refuses, and faults of our own. */
@Controller
@Produces("application/problem+json")
final class FallbackExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FallbackExceptionHandler.class);

    @Error(global = true, exception = UnsatisfiedRouteException.class)
    HttpResponse<byte[]> missing(HttpRequest<?> request, UnsatisfiedRouteException exception) {
        return ProblemDocuments.of(
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

    @Error(global = true, exception = HttpStatusException.class)
    HttpResponse<byte[]> status(HttpRequest<?> request, HttpStatusException exception) {
        return ProblemDocuments.of(
                request,
                StatusCodes.code(exception.getStatus().getCode()),
                String.valueOf(exception.getMessage()));
    }

    @Error(global = true, exception = Throwable.class)
    HttpResponse<byte[]> fault(HttpRequest<?> request, Throwable fault) {
        LOG.error(
                "{} {} [{}] failed",
                request.getMethodName(),
                request.getPath(),
                Tracing.traceId(request),
                fault);
        return ProblemDocuments.of(
                request,
                ErrorCode.INTERNAL,
                "The request could not be carried out; tell your operator the traceId");
    }
}
