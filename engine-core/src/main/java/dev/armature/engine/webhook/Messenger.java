package dev.armature.engine.webhook;

import dev.armature.engine.access.Caller;
import dev.armature.engine.live.Change;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.live.Interest;
import dev.armature.engine.live.Position;
import dev.armature.engine.outbound.OutboundAnswer;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.outbound.OutboundException;
import dev.armature.engine.outbound.OutboundRequest;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts events into messages, signs them, and takes them to their receivers. Thread-safe. */
final class Messenger {

    /** How long a receiver may take. */
    static final Duration WITHIN = Duration.ofSeconds(15);

    /** How much of an answer is taken; a longer one counts as none. */
    static final int LARGEST_ANSWER = 1024 * 1024;

    /** How much of an answer is kept to be looked at. */
    static final int KEPT = 300;

    private final ChangeTeller teller;
    private final OutboundClient client;
    private final WebhookSecrets secrets;
    private final Clock clock;

    Messenger(ChangeTeller teller, OutboundClient client, WebhookSecrets secrets, Clock clock) {
        this.teller = teller;
        this.client = client;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A message, as it is sent. */
    record Message(String id, byte[] body) {}

    /**
     * What a maker is told now of some events, or why they are not.
     *
     * @throws EngineException when they cannot be told what they asked for
     */
    Map<Delivery, Message> messages(Caller maker, Webhook webhook, List<Delivery> deliveries) {
        List<Change> changes =
                deliveries.stream().map(Delivery::change).filter(Objects::nonNull).toList();
        Interest interest = new Interest(Set.of(), null, webhook.draft().filter(), null);
        Map<Position, ChangeTeller.Told> told = teller.tell(maker, interest, changes);
        Map<Delivery, Message> messages = new HashMap<>();
        for (Delivery delivery : deliveries) {
            Change change = delivery.change();
            ChangeTeller.Told one = change == null ? null : told.get(change.position());
            if (change == null) {
                messages.put(delivery, ping(webhook, delivery));
            } else if (one != null) {
                messages.put(delivery, message(one, change.at()));
            }
        }
        return messages;
    }

    private static Message ping(Webhook webhook, Delivery delivery) {
        byte[] data = Json.bytes(Json.object().put("webhook", webhook.id().toString()));
        return new Message(
                delivery.id().toString(), envelope("webhook.ping", delivery.createdAt(), data));
    }

    private static Message message(ChangeTeller.Told told, Instant at) {
        String what = told.type().equals("changed") ? "updated" : told.type();
        return new Message(told.id(), envelope(told.object() + "." + what, at, told.json()));
    }

    // What a stream would say is put in as it is: what was signed is what was read.
    private static byte[] envelope(String type, Instant at, byte[] data) {
        byte[] head = Json.bytes(Json.object().put("type", type).put("timestamp", at.toString()));
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + data.length + 10);
        whole.write(head, 0, head.length - 1);
        whole.writeBytes(",\"data\":".getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(data);
        whole.write('}');
        return whole.toByteArray();
    }

    /** Those secrets by which a webhook's messages are signed. */
    List<String> secrets(TenantId tenant, Webhook webhook) {
        return secrets.open(tenant, webhook);
    }

    /** Takes a message to its receiver. */
    Outcome send(Webhook webhook, List<String> keys, Message message) {
        long begun = System.nanoTime();
        try {
            OutboundAnswer answer = client.send(request(webhook, keys, message));
            boolean taken = answer.status() >= 200 && answer.status() < 300;
            return new Outcome.Tried(
                    taken,
                    answer.status(),
                    millis(begun),
                    taken ? null : "The receiver answered " + answer.status(),
                    excerpt(answer.body()),
                    taken ? null : Backoff.asked(answer.header("retry-after"), clock.instant()));
        } catch (OutboundException e) {
            return e.reason() == OutboundException.Reason.BUSY
                    ? new Outcome.Later()
                    : failed(millis(begun), Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    static Outcome.Tried failed(int millis, String why) {
        return new Outcome.Tried(false, null, millis, why, null, null);
    }

    private OutboundRequest request(Webhook webhook, List<String> keys, Message message) {
        Instant now = clock.instant();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Webhook-Id", message.id);
        headers.put("Webhook-Timestamp", Long.toString(now.getEpochSecond()));
        headers.put(
                "Webhook-Signature",
                WebhookSecrets.signatures(keys, message.id, now, message.body));
        return new OutboundRequest(
                "POST",
                URI.create(webhook.draft().url()),
                headers,
                message.body,
                WITHIN,
                LARGEST_ANSWER);
    }

    private static int millis(long begun) {
        return (int) Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    // What strangers say is shown to administrators as one line of plain text.
    static @Nullable String excerpt(byte[] body) {
        String text =
                new String(body, 0, Math.min(body.length, KEPT * 8), StandardCharsets.UTF_8)
                        .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ")
                        .strip();
        if (text.isEmpty()) {
            return null;
        }
        return text.codePointCount(0, text.length()) <= KEPT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, KEPT)) + "…";
    }
}
