package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody who is told by webhooks. It takes everything unless a test has it do otherwise. */
final class Receiver implements AutoCloseable {

    /** What is answered. */
    record Reply(int status, String body, Map<String, String> headers) {
        static Reply of(int status) {
            return new Reply(status, "", Map.of());
        }
    }

    /** What came. */
    record Call(String id, String timestamp, String signatures, String body) {

        JsonNode json() {
            return Json.read(body);
        }

        String type() {
            return json().get("type").textValue();
        }

        /** The type, and the name of the record if it has come with it. */
        String told() {
            return (type() + " " + json().at("/data/record/name").asText("")).strip();
        }

        /** Whether one of the signatures is that of a secret, as Standard Webhooks has it. */
        boolean isSignedBy(String secret) {
            return List.of(signatures.split(" ")).contains(signature(secret));
        }

        private String signature(String secret) {
            try {
                byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                String signed = id + "." + timestamp + "." + body;
                return "v1,"
                        + Base64.getEncoder()
                                .encodeToString(
                                        mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What it answers to whatever comes. */
    volatile Function<Call, Reply> answers = call -> Reply.of(204);

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call =
                    new Call(
                            exchange.getRequestHeaders().getFirst("webhook-id"),
                            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                            exchange.getRequestHeaders().getFirst("webhook-signature"),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            calls.add(call);
            Reply reply = answers.apply(call);
            reply.headers.forEach(exchange.getResponseHeaders()::set);
            byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://localhost:" + port() + "/hook";
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** What came, in order. */
    List<String> told() {
        return calls.stream().map(Call::told).toList();
    }

    /** The ids under which it came, in order. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        calls.forEach(call -> ids.add(call.id()));
        return ids;
    }

    /** Waits until so much has come, and gives the last of it. */
    Call await(int count) {
        ApiClient.await(() -> calls.size() >= count);
        return calls.get(count - 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
