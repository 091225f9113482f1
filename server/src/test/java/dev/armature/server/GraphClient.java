package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;

/** A client of GraphQL over WebSocket, as the protocol graphql-transport-ws has it. */
final class GraphClient extends HeardMessages implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private WebSocket socket;

    private GraphClient() {}

    static GraphClient connect(String url, String protocol) {
        GraphClient client = new GraphClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (protocol != null) {
            builder.subprotocols(protocol);
        }
        client.socket =
                builder.buildAsync(
                                URI.create(
                                        url.replace("http://localhost", "ws://127.0.0.1")
                                                + "/graphql-ws"),
                                client)
                        .join();
        return client;
    }

    /** Connects, and says who it is. */
    static GraphClient of(ApiClient user) {
        GraphClient client = connect(user.url(), "graphql-transport-ws");
        client.init(user.token());
        client.await("connection_ack", null);
        return client;
    }

    void init(String token) {
        send(
                "{'type': 'connection_init', 'payload': {'authorization': 'Bearer %s'}}"
                        .formatted(token));
    }

    GraphClient send(String message) {
        socket.sendText(message.replace('\'', '"'), true).join();
        return this;
    }

    void subscribe(String id, String query) {
        ObjectNode message = Json.object().put("id", id).put("type", "subscribe");
        message.putObject("payload").put("query", query.replace('\'', '"'));
        socket.sendText(Json.write(message), true).join();
    }

    /** Subscribes, and waits until all is told as it comes. */
    void listen(String id, String query) {
        subscribe(id, query);
        awaitChange(id, "ready");
    }

    JsonNode await(String type, String id) {
        ApiClient.await(() -> isClosed() || find(type, id) != null);
        assertThat(find(type, id)).as(heard()).isNotNull();
        return find(type, id);
    }

    private JsonNode find(String type, String id) {
        return messages().stream()
                .filter(message -> message.path("type").asText().equals(type))
                .filter(message -> id == null || message.path("id").asText().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The changes that an operation was told of, without those that say how far all is told. */
    List<JsonNode> changes(String id) {
        return all(id).stream()
                .filter(change -> !List.of("ready", "reset").contains(change.path("type").asText()))
                .toList();
    }

    private List<JsonNode> all(String id) {
        return messages().stream()
                .filter(message -> message.path("type").asText().equals("next"))
                .filter(message -> message.path("id").asText().equals(id))
                .map(message -> message.at("/payload/data").iterator().next())
                .toList();
    }

    JsonNode awaitChange(String id, String type) {
        JsonNode[] found = new JsonNode[1];
        ApiClient.await(() -> {
            found[0] =
                    all(id).stream()
                            .filter(change -> change.path("type").asText().equals(type))
                            .findFirst()
                            .orElse(null);
            return found[0] != null || isClosed();
        });
        assertThat(found[0]).as(heard()).isNotNull();
        return found[0];
    }

    /** The code of the first error by which an operation was refused. */
    String refusal(String id) {
        return await("error", id).at("/payload/0/extensions/code").textValue();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
