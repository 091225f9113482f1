package dev.armature.bench.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

/** Makes changes of fields and looks when they are seen. Belongs to one thread. */
final class Watch {

    private static final String OBJECT = "/api/v1/metadata/objects/deal";
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(30);

    private final HttpConnection connection;
    private final String record;

    /**
     * @param record the address of the record that is looked at
     */
    Watch(HttpConnection connection, String record) {
        this.connection = connection;
        this.record = record;
    }

    /**
     * When a change was seen where, since it was asked for. The places are looked at one after the
     * other, so each time holds those before it too.
     */
    record Seen(Duration answered, Duration inRecord, Duration inSchema, Duration inForm) {}

    /** Adds a field. */
    Seen add(String field) throws IOException {
        String json = "{\"name\": \"" + field + "\", \"type\": \"text\"}";
        return change(Request.post(OBJECT + "/fields", json, 201), "", field, "");
    }

    /** Gives the record a value in the field. */
    void fill(String field, String value) throws IOException {
        connection.expect(Request.patch(record, "{\"" + field + "\": \"" + value + "\"}"));
    }

    Seen rename(String from, String to, String value) throws IOException {
        Request request = Request.patch(OBJECT + "/fields/" + from, "{\"name\": \"" + to + "\"}");
        return change(request, from, to, value);
    }

    Seen delete(String field) throws IOException {
        return change(Request.delete(OBJECT + "/fields/" + field), field, "", "");
    }

    Seen restore(String field, String value) throws IOException {
        Request request = Request.post(OBJECT + "/fields/" + field + "/restore", "", 200);
        return change(request, "", field, value);
    }

    /**
     * Makes a change and waits until it is seen everywhere.
     *
     * @param gone the name that is to be seen no more, or empty
     * @param there the name that is to be seen, or empty
     * @param value that the record is to have there; empty for none
     */
    private Seen change(Request request, String gone, String there, String value)
            throws IOException {
        long start = System.nanoTime();
        connection.expect(request);
        Duration answered = since(start);
        Duration inRecord =
                await(
                        start,
                        record,
                        json ->
                                !json.has(gone)
                                        && (there.isEmpty()
                                                || json.has(there)
                                                        && json.get(there)
                                                                .asText("")
                                                                .equals(value)));
        Duration inSchema =
                await(
                        start,
                        OBJECT + "/schema",
                        json ->
                                !json.get("properties").has(gone)
                                        && (there.isEmpty() || json.get("properties").has(there)));
        Duration inForm =
                await(
                        start,
                        OBJECT + "/ui-schema?layout=form",
                        json ->
                                (gone.isEmpty() || !hasControl(json, gone))
                                        && (there.isEmpty() || hasControl(json, there)));
        return new Seen(answered, inRecord, inSchema, inForm);
    }

    private static boolean hasControl(JsonNode schema, String field) {
        return schema.findValuesAsText("scope").contains("#/properties/" + field);
    }

    private Duration await(long start, String path, Predicate<JsonNode> seen) throws IOException {
        while (!seen.test(connection.expect(Request.get(path)).json())) {
            if (since(start).compareTo(GIVEN_UP_AFTER) > 0) {
                throw new IOException("The change is not seen in " + path);
            }
        }
        return since(start);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
