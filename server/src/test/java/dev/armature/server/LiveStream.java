package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Listens to a stream of server-sent events, as a browser reads them. */
final class LiveStream implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile String lastId;
    private volatile boolean over;

    /** An event that came. */
    record Event(String id, String type, JsonNode data) {

        boolean isChange() {
            return List.of("created", "changed", "deleted", "restored", "gone").contains(type);
        }

        String record(String field) {
            return data.at("/record/" + field).asText();
        }
    }

    private LiveStream(HttpResponse<InputStream> response) {
        this.response = response;
    }

    static LiveStream open(ApiClient client, String parameters, String... headers) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(client.url() + "/api/v1/events" + parameters))
                            .header("Authorization", "Bearer " + client.token())
                            .header("Accept", "text/event-stream");
            if (headers.length > 0) {
                request.headers(headers);
            }
            LiveStream stream =
                    new LiveStream(
                            HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
            Thread.ofVirtual().start(stream::read);
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One that is open, and tells what comes from now on. */
    static LiveStream ready(ApiClient client, String parameters, String... headers) {
        LiveStream stream = open(client, parameters, headers);
        stream.await(event -> event.type.equals("ready") || event.type.equals("reset"));
        return stream;
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private void read() {
        try (InputStream body = response.body()) {
            List<String> lines = new ArrayList<>();
            StringBuilder line = new StringBuilder();
            byte[] buffer = new byte[65_536];
            java.io.ByteArrayOutputStream rest = new java.io.ByteArrayOutputStream();
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] != '\n') {
                        rest.write(buffer[i]);
                        continue;
                    }
                    line.append(rest.toString(StandardCharsets.UTF_8));
                    rest.reset();
                    if (line.isEmpty()) {
                        take(lines);
                        lines.clear();
                    } else {
                        lines.add(line.toString());
                    }
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            // The stream was closed, by us or by the platform.
        } finally {
            over = true;
        }
    }

    private void take(List<String> lines) {
        String type = "message";
        String data = null;
        for (String line : lines) {
            if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        if (data != null) {
            events.add(new Event(lastId, type, Json.read(data)));
        }
    }

    /** All that came so far. */
    List<Event> all() {
        return List.copyOf(events);
    }

    List<Event> changes() {
        return events.stream().filter(Event::isChange).toList();
    }

    /** What the changes are of, in the order in which they came. */
    List<String> told() {
        return changes().stream()
                .map(event ->
                        event.data.has("record")
                                ? event.type + " " + event.record("name")
                                : event.type)
                .toList();
    }

    /** By which it goes on. */
    String lastId() {
        return lastId;
    }

    boolean isOver() {
        return over;
    }

    Event await(Predicate<Event> wanted) {
        ApiClient.await(() -> over || events.stream().anyMatch(wanted));
        return events.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("it ended with " + events));
    }

    /** The first event of a type. */
    Event await(String type) {
        return await(event -> event.type.equals(type));
    }

    /** Waits until so many changes came. */
    List<Event> await(int changes) {
        ApiClient.await(() -> changes().size() >= changes || over);
        return changes();
    }

    void awaitOver() {
        ApiClient.await(() -> over);
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
