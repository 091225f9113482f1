package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.graphql.GraphBegun;
import dev.armature.engine.graphql.GraphListening;
import dev.armature.engine.graphql.GraphRequest;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.live.LiveChanges;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.websocket.WebSocketPongMessage;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GraphQL over WebSocket, by the protocol {@code graphql-transport-ws}: subscriptions, and queries
 * and mutations beside them. Messages are taken in their order; what they ask for is carried out
 * apart.
 */
@ServerWebSocket(value = "/graphql-ws", subprotocols = GraphSocket.PROTOCOL)
final class GraphSocket {

    static final String PROTOCOL = "graphql-transport-ws";

    /** The largest frame, and the largest message, that is taken, in bytes. */
    static final int MAX_FRAME_BYTES = 65_536;

    /** How long a connection may be open before it says who it is of. */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(3);

    /** How many operations of a connection are under way, subscriptions among them. */
    static final int MAX_OPERATIONS = 50;

    /** How many connections of a user are open on a node. */
    static final int MAX_CONNECTIONS = 100;

    /** How many characters wait for a client that takes less than it asks for. */
    static final int MAX_WAITING = 1024 * 1024;

    /** How often it is asked whether a client is still there. */
    static final Duration PING_EVERY = Duration.ofSeconds(15);

    /** How many pings may go unanswered. */
    static final int MOST_UNANSWERED = 2;

    private static final Logger LOG = LoggerFactory.getLogger(GraphSocket.class);
    private static final String CONNECTION = "armature.graph";
    private static final String SCHEME = "Bearer ";
    private static final int MAX_ID = 200;

    private final GraphService service;
    private final LiveChanges live;
    private final Interests interests;
    private final SocketEntrance entrance;
    private final ExecutorService blocking;
    private final int maxConnections;
    private final Duration pingEvery;
    private final Map<UUID, Integer> ofUsers = new ConcurrentHashMap<>();

    GraphSocket(
            GraphService service,
            LiveChanges live,
            Interests interests,
            SocketEntrance entrance,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
            @Property(name = "armature.graphql.connections") @Nullable Integer maxConnections,
            @Property(name = "armature.graphql.ping") @Nullable Duration pingEvery) {
        this.service = service;
        this.live = live;
        this.interests = interests;
        this.entrance = entrance;
        this.blocking = blocking;
        this.maxConnections = Objects.requireNonNullElse(maxConnections, MAX_CONNECTIONS);
        this.pingEvery = Objects.requireNonNullElse(pingEvery, PING_EVERY);
    }

    @OnOpen
    void open(WebSocketSession session, HttpRequest<?> request) {
        GraphConnection connection = new GraphConnection(session, request, blocking);
        session.put(CONNECTION, connection);
        if (!entrance.arrives()) {
            turnAway(connection, 1013, "There are too many connections without a token");
            return;
        }
        if (!session.getSubprotocol().map(PROTOCOL::equals).orElse(false)) {
            turnAway(connection, 4406, "The sub-protocol is " + PROTOCOL);
            return;
        }
        later(
                UNKNOWN_FOR,
                () ->
                        turnAway(
                                connection,
                                4408,
                                "Connection initialisation timeout: connection_init comes within %d seconds"
                                        .formatted(UNKNOWN_FOR.toSeconds())));
    }

    /** Closes a connection of which nobody has said whose it is. */
    private void turnAway(GraphConnection connection, int code, String reason) {
        if (connection.goes(GraphConnection.Phase.NEW, GraphConnection.Phase.OVER)) {
            entrance.isNoStranger();
            connection.close(code, reason);
        }
    }

    private void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, blocking)
                .execute(task);
    }

    @OnMessage(maxPayloadLength = MAX_FRAME_BYTES)
    void message(String text, WebSocketSession session) {
        GraphConnection connection = connection(session);
        if (connection == null) {
            return;
        }
        try {
            ObjectNode message = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
            take(connection, message.path("type").asText(), message);
        } catch (EngineException e) {
            connection.close(4400, "Invalid message: " + e.detail());
        }
    }

    private void take(GraphConnection connection, String type, ObjectNode message) {
        switch (type) {
            case "connection_init" -> init(connection, message.path("payload"));
            case "ping" -> connection.send("pong", null, null);
            case "pong" -> connection.pong();
            case "subscribe" -> subscribe(connection, id(message), message.path("payload"));
            case "complete" -> connection.complete(id(message));
            default ->
                    throw malformed(
                            "\"type\" is connection_init, ping, pong, subscribe or complete");
        }
    }

    private static String id(ObjectNode message) {
        String id = message.path("id").asText();
        if (!message.path("id").isTextual() || id.isEmpty() || id.length() > MAX_ID) {
            throw malformed("\"id\" is a text of up to %d characters".formatted(MAX_ID));
        }
        return id;
    }

    private static EngineException malformed(String detail) {
        return new EngineException(ErrorCode.MALFORMED_REQUEST, detail);
    }

    private void init(GraphConnection connection, JsonNode payload) {
        if (!connection.goes(GraphConnection.Phase.NEW, GraphConnection.Phase.ASKED)) {
            connection.close(4429, "Too many initialisation requests");
            return;
        }
        entrance.isNoStranger();
        blocking.execute(() -> {
            try {
                begin(connection, token(payload));
            } catch (EngineException refusal) {
                refuse(connection, refusal);
            }
        });
    }

    private static String token(JsonNode payload) {
        Problems problems = new Problems();
        Attributes attributes =
                Attributes.of(payload.isMissingNode() ? Json.object() : payload, "", problems);
        String written = attributes.optionalText("authorization", MAX_FRAME_BYTES);
        String other = attributes.optionalText("Authorization", MAX_FRAME_BYTES);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        String header = written == null ? other : written;
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new EngineException(
                    ErrorCode.UNAUTHENTICATED,
                    "Send an access token or an API key as {\"authorization\": \"Bearer …\"}");
        }
        return header.substring(SCHEME.length()).strip();
    }

    private void begin(GraphConnection connection, String token) {
        Entrant entrant = enter(connection.request(), token);
        UUID user = entrant.caller().userId();
        NumberForm numbers = NumberForm.of(connection.request());
        if (ofUsers.merge(user, 1, Integer::sum) > maxConnections) {
            leave(user);
            throw EngineException.limited(
                    ErrorCode.TOO_MANY_STREAMS,
                    "The limit of connections of a user is %d on a node; close some first"
                            .formatted(maxConnections),
                    pingEvery);
        }
        connection.is(new GraphConnection.Known(user, token, numbers));
        if (connection.goes(GraphConnection.Phase.ASKED, GraphConnection.Phase.OPEN)) {
            connection.send("connection_ack", null, null);
            later(pingEvery, () -> seeTo(connection, token));
        } else {
            // It was closed meanwhile, by who did not know yet whose it is.
            leave(user);
        }
    }

    private Entrant enter(HttpRequest<?> request, String token) {
        Entrant entrant = entrance.enter(request, token);
        if (entrant.actor() != null) {
            throw new EngineException(ErrorCode.SEEING_AS, ErrorCode.SEEING_AS.title());
        }
        return entrant;
    }

    private void leave(UUID user) {
        ofUsers.computeIfPresent(user, (id, open) -> open == 1 ? null : Integer.valueOf(open - 1));
    }

    private void seeTo(GraphConnection connection, String token) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            if (!connection.ping()) {
                connection.close(4408, "Pings were not answered");
            } else if (!entrance.holds(token)) {
                connection.close(4401, "The access token or API key is not valid any more");
            }
        } finally {
            later(pingEvery, () -> seeTo(connection, token));
        }
    }

    private static void refuse(GraphConnection connection, EngineException refusal) {
        connection.close(
                switch (refusal.code().kind()) {
                    case UNAUTHENTICATED -> 4401;
                    case FORBIDDEN -> 4403;
                    case LIMITED, UNAVAILABLE, INTERNAL -> 1013;
                    default -> 4400;
                },
                refusal.detail());
    }

    private void subscribe(GraphConnection connection, String id, JsonNode payload) {
        GraphConnection.Known known = connection.known();
        if (!connection.isOpen() || known == null) {
            connection.close(4401, "Unauthorized: connection_init comes first");
            return;
        }
        GraphOperation operation = connection.begin(id);
        if (operation == null) {
            connection.close(4409, "Subscriber for " + id + " already exists");
        } else if (connection.underWay() > MAX_OPERATIONS) {
            connection.error(
                    operation,
                    GraphAnswers.errors(
                            connection.request(),
                            new EngineException(
                                    ErrorCode.TOO_MANY_STREAMS,
                                    "The limit of operations of a connection is %d; complete some first"
                                            .formatted(MAX_OPERATIONS))));
        } else {
            blocking.execute(() -> run(connection, known, operation, payload));
        }
    }

    private void run(
            GraphConnection connection,
            GraphConnection.Known known,
            GraphOperation operation,
            JsonNode payload) {
        try {
            carryOut(connection, known, operation, payload);
        } catch (EngineException refusal) {
            if (refusal.code() == ErrorCode.UNAUTHENTICATED) {
                refuse(connection, refusal);
            } else {
                connection.error(operation, GraphAnswers.errors(connection.request(), refusal));
            }
        } catch (RuntimeException fault) {
            LOG.error("An operation could not be carried out", fault);
            connection.error(
                    operation,
                    GraphAnswers.errors(
                            connection.request(),
                            new EngineException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title())));
        }
    }

    private void carryOut(
            GraphConnection connection,
            GraphConnection.Known known,
            GraphOperation operation,
            JsonNode payload) {
        HttpRequest<?> request = connection.request();
        Entrant entrant = enter(request, known.token());
        GraphRequest asked = GraphRequest.read(payload);
        switch (service.begin(GraphTelling.asking(request, entrant), asked)) {
            case GraphBegun.Answered done when done.answer().executed() ->
                    connection.answer(
                            operation, GraphAnswers.bytes(request, done.answer(), known.numbers()));
            case GraphBegun.Answered refused ->
                    connection.error(operation, GraphAnswers.errors(request, refused.answer()));
            case GraphBegun.Listens listens -> {
                GraphListening listening = listens.listening();
                operation.listen(
                        live.open(
                                entrant,
                                known.token(),
                                interests.read(entrant, listening),
                                listening.since()),
                        new GraphTelling(service, request, asked, known.numbers()));
            }
        }
    }

    @OnMessage
    void pong(WebSocketPongMessage pong, WebSocketSession session) {
        GraphConnection connection = connection(session);
        if (connection != null) {
            connection.pong();
        }
    }

    @OnClose
    void close(WebSocketSession session) {
        GraphConnection connection = connection(session);
        if (connection == null) {
            return;
        }
        switch (connection.over()) {
            case NEW -> entrance.isNoStranger();
            case OPEN -> leave(Objects.requireNonNull(connection.known()).user());
            case ASKED, OVER -> {}
        }
    }

    /** A frame that is wrong or too large ends its connection, and no other. */
    @OnError
    void failed(WebSocketSession session, Throwable failure) {
        close(session);
        SocketClosing.after(failure, session, MAX_FRAME_BYTES);
    }

    private static @Nullable GraphConnection connection(WebSocketSession session) {
        return session.get(CONNECTION, GraphConnection.class).orElse(null);
    }
}
