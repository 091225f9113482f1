package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/**
 * Talks to a platform as a program outside would. JSON bodies may use single quotes for double
 * ones.
 */
final class ApiClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String url;
    private final String token;

    ApiClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    String token() {
        return token;
    }

    String url() {
        return url;
    }

    ApiClient withToken(String other) {
        return new ApiClient(url, other);
    }

    ApiClient withTokens(JsonNode tokens) {
        return withToken(tokens.get("access_token").textValue());
    }

    /** What the platform tells of who this is, at a pointer. */
    String me(String pointer) {
        return get("/api/v1/me").json().at(pointer).textValue();
    }

    /** The roles that another user has, as this administrator sees them. */
    List<String> rolesOf(ApiClient user) {
        return texts(get("/api/v1/users/" + user.me("/user/id")).json().get("roles"), "");
    }

    /** Why nobody was let in, the newest first, as the audit log tells this administrator. */
    List<String> refusedSignIns() {
        return texts(get("/api/v1/audit?kind=sign_in.failed").json().get("data"), "/detail/wrong");
    }

    private static List<String> texts(JsonNode list, String pointer) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.at(pointer).textValue()));
        return texts;
    }

    /** Waits until what this comes in by does not hold any more. */
    void awaitOut() {
        await(() -> get("/api/v1/me").status() == 401);
    }

    /** What came back. */
    record Answer(int status, String body, HttpResponse<byte[]> response) {

        JsonNode json() {
            return Json.read(body);
        }

        String code() {
            JsonNode json = json();
            return json.path("code").asText(json.at("/urn:armature:scim:Problem/code").textValue());
        }

        String id() {
            return json().get("id").textValue();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** A cookie that was set, as a browser sends it back. */
        String cookie(String name) {
            return response.headers().allValues("Set-Cookie").stream()
                    .filter(cookie -> cookie.startsWith(name + "="))
                    .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                    .findFirst()
                    .orElseThrow();
        }

        /** The codes of everything that was wrong, in order of their pointers. */
        List<String> errors() {
            return StreamSupport.stream(json().path("errors").spliterator(), false)
                    .map(error ->
                            error.get("pointer").textValue() + " " + error.get("code").textValue())
                    .sorted()
                    .toList();
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, null, null, headers);
    }

    Answer post(String path, String json, String... headers) {
        Answer answer = send("POST", path, "application/json", quoted(json), headers);
        if (TestPlatform.OWN_TABLES
                && answer.status() == 201
                && path.equals("/api/v1/metadata/objects")) {
            awaitOwnTable(answer.json().get("name").textValue());
        }
        return answer;
    }

    private void awaitOwnTable(String object) {
        await(() ->
                get("/api/v1/metadata/objects/" + object + "/storage")
                        .json()
                        .get("place")
                        .textValue()
                        .equals("dedicated"));
    }

    Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, "application/merge-patch+json", quoted(json), headers);
    }

    Answer put(String path, String json, String... headers) {
        return send("PUT", path, "application/json", quoted(json), headers);
    }

    Answer csv(String path, String csv) {
        return send("POST", path, "text/csv", csv.getBytes(StandardCharsets.UTF_8));
    }

    /** Installs a plugin; the platform waits for its first worker by itself. */
    Answer install(byte[] archive) {
        return send("POST", "/api/v1/plugins", "application/zip", archive);
    }

    private static byte[] quoted(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    Answer send(String method, String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), ApiClient::body);
            return new Answer(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // A stream of events has no end to wait for.
    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo info) {
        boolean endless =
                info.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .startsWith("text/event-stream");
        return endless ? new Left() : HttpResponse.BodySubscribers.ofByteArray();
    }

    /** Leaves an answer as soon as it begins. */
    private static final class Left implements HttpResponse.BodySubscriber<byte[]> {

        @Override
        public CompletionStage<byte[]> getBody() {
            return CompletableFuture.completedFuture(new byte[0]);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable throwable) {}

        @Override
        public void onComplete() {}
    }

    /** Creates something and gives its id. */
    String create(String path, String json) {
        Answer answer = post(path, json);
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return answer.json().has("id") ? answer.id() : answer.json().get("name").textValue();
    }

    /** Creates an object. */
    void object(String json) {
        create("/api/v1/metadata/objects", json);
    }

    /** A parameter's value, as it stands in an address. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Waits for a job to end. */
    JsonNode finished(String job) {
        JsonNode[] last = new JsonNode[1];
        await(() -> {
            last[0] = get("/api/v1/jobs/" + job).json();
            String state = last[0].get("state").textValue();
            return state.equals("done") || state.equals("failed") || state.equals("cancelled");
        });
        return last[0];
    }

    /** Waits until something holds, for two minutes at most: machines that test are busy. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come true within two minutes");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
