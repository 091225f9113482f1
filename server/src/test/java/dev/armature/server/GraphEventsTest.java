package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.live.LiveChanges;
import dev.armature.metadata.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** GraphQL subscriptions as server-sent events, a connection for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphEventsTest {

    private static final String NOTES = "/api/v1/records/note";
    private static final String HEAR =
            "subscription { note_changes { event type id record { name } } }";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient other;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = tenant();
        other = tenant();
    }

    private ApiClient tenant() {
        ApiClient client = platform.newTenant();
        client.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        return client;
    }

    /** What came as events: the name of each with its data. */
    private static final class Events implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile boolean over;

        Events(ApiClient client, String query) throws IOException, InterruptedException {
            response =
                    HTTP.send(
                            HttpRequest.newBuilder(URI.create(client.url() + "/graphql"))
                                    .header("Authorization", "Bearer " + client.token())
                                    .header("Accept", "text/event-stream")
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    Json.write(Json.object().put("query", query))))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var reader =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("broken");
            }
            over = true;
        }

        String await(String part) {
            ApiClient.await(() -> find(part) != null || over);
            assertThat(find(part)).as(lines.toString()).isNotNull();
            return find(part);
        }

        private String find(String part) {
            return lines.stream().filter(line -> line.contains(part)).findFirst().orElse(null);
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    @Test
    void changesAreToldAsNextAndTheEndAsComplete() throws Exception {
        ApiClient session = platform.signIn(ann.me("/tenant/slug"));
        int before = platform.context.getBean(LiveChanges.class).open();
        try (Events events = new Events(session, HEAR)) {
            assertThat(events.response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            events.await("\"ready\"");
            other.create(NOTES, "{'name': 'foreign'}");
            ann.create(NOTES, "{'name': 'own'}");
            JsonNode told = Json.read(events.await("\"created\"").substring("data: ".length()));
            assertThat(told.at("/data/note_changes/record/name").textValue()).isEqualTo("own");
            session.post("/api/v1/auth/logout", "{}");
            events.await("\"unauthenticated\"");
            events.await("event: complete");
            ApiClient.await(() -> events.over);
            assertThat(events.lines.toString()).doesNotContain("foreign").doesNotContain("broken");
        }
        ApiClient.await(() -> platform.context.getBean(LiveChanges.class).open() <= before);
    }

    @Test
    void aQueryIsAnsweredInTheSameFormAndErrorsToo() throws Exception {
        try (Events events = new Events(ann, "{ note_list { totalCount } }")) {
            events.await("\"totalCount\"");
            events.await("event: complete");
        }
        try (Events events = new Events(ann, "subscription { absent_changes { type } }")) {
            events.await("\"errors\"");
            events.await("event: complete");
        }
    }

    @Test
    void whatASubscriptionIsRefusedForIsToldByTheStatus() throws Exception {
        try (Events events =
                new Events(
                        ann, "subscription { note_changes(filter: \"absent == 1\") { type } }")) {
            assertThat(events.response.statusCode()).isEqualTo(400);
            events.await("\"errors\"");
        }
        ApiClient.Answer plain = graph(HEAR);
        assertThat(plain.status()).isEqualTo(406);
        assertThat(plain.body()).contains("/graphql-ws");
        ApiClient.Answer ofNothing =
                graph(platform.newTenant(), "subscription { note_changes { type } }");
        assertThat(ofNothing.body()).contains("\"errors\"");
        assertThat(ofNothing.status()).isEqualTo(200);
    }

    private ApiClient.Answer graph(String query) {
        return graph(ann, query);
    }

    private static ApiClient.Answer graph(ApiClient client, String query) {
        return client.send(
                "POST",
                "/graphql",
                "application/json",
                Json.bytes(Json.object().put("query", query)));
    }
}
