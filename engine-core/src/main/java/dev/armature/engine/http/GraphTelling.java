package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.engine.graphql.GraphAnswer;
import dev.armature.engine.graphql.GraphBegun;
import dev.armature.engine.graphql.GraphRequest;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.live.Ending;
import dev.armature.engine.live.Messages;
import dev.armature.engine.record.Cause;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one GraphQL subscription is told of what a stream of changes tells. The stream says who
 * hears of what; the record, and what hangs on it, is shown by the rights of the moment.
 */
final class GraphTelling {

    private static final Logger LOG = LoggerFactory.getLogger(GraphTelling.class);

    private final GraphService service;
    private final HttpRequest<?> request;
    private final GraphRequest asked;
    private final NumberForm numbers;

    GraphTelling(
            GraphService service, HttpRequest<?> request, GraphRequest asked, NumberForm numbers) {
        this.service = service;
        this.request = request;
        this.asked = asked;
        this.numbers = numbers;
    }

    /** What is told of one message. */
    sealed interface Told {

        /** Nothing. */
        record Nothing() implements Told {}

        /** An answer, as JSON. */
        record Next(byte[] answer) implements Told {}

        /** Why nothing is told any more. */
        record Over(ArrayNode errors) implements Told {}
    }

    static GraphService.Asking asking(HttpRequest<?> request, Entrant entrant) {
        return new GraphService.Asking(
                entrant.caller(),
                entrant.scopes(),
                Cause.of("request", Tracing.traceId(request)),
                null,
                false);
    }

    Told tell(Entrant entrant, Messages.Message message) {
        try {
            return switch (message.type()) {
                case "", "end" -> new Told.Nothing();
                case "metadata" -> checked(service.begin(asking(request, entrant), asked));
                default -> next(entrant, message);
            };
        } catch (EngineException refusal) {
            return new Told.Over(GraphAnswers.errors(request, refusal));
        } catch (RuntimeException fault) {
            LOG.warn("A change could not be told: {}", fault.toString());
            return new Told.Over(
                    GraphAnswers.errors(
                            request,
                            new EngineException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title())));
        }
    }

    /** A subscription may be none any more by what the metadata has become. */
    private Told checked(GraphBegun begun) {
        return switch (begun) {
            case GraphBegun.Answered answered ->
                    new Told.Over(GraphAnswers.errors(request, answered.answer()));
            case GraphBegun.Listens listens -> new Told.Nothing();
        };
    }

    private Told next(Entrant entrant, Messages.Message message) {
        GraphAnswer answer =
                service.tell(asking(request, entrant), asked, Json.parseObject(message.json()));
        return answer.executed()
                ? new Told.Next(GraphAnswers.bytes(request, answer, numbers))
                : new Told.Over(GraphAnswers.errors(request, answer));
    }

    /** The errors that say why a stream has ended; null where nobody needs to be told. */
    @Nullable ArrayNode errors(@Nullable Ending ending) {
        if (ending == null) {
            return null;
        }
        ErrorCode code =
                switch (ending) {
                    case UNAUTHENTICATED -> ErrorCode.UNAUTHENTICATED;
                    case REFUSED -> ErrorCode.NOT_FOUND;
                    case SLOW, CLOSING, MOVED -> ErrorCode.OVERLOADED;
                    case GONE -> null;
                };
        return code == null
                ? null
                : GraphAnswers.errors(request, new EngineException(code, ending.message()));
    }
}
