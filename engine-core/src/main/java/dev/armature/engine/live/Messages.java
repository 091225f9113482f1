package dev.armature.engine.live;

import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is told at once, in order. All who are told the same share one: it is encoded once.
 * Thread-safe.
 */
public final class Messages {

    /** How long a client should wait before it comes back. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final List<Message> list;
    private final boolean beat;
    private byte @Nullable [] stream;

    /**
     * One message.
     *
     * @param position where its change is, or null for what is no change
     * @param id by which the stream goes on after it, or null when it goes on as before
     * @param json one line
     */
    public record Message(
            @Nullable Position position, @Nullable String id, String type, byte[] json) {}

    private Messages(List<Message> list, boolean beat) {
        this.list = List.copyOf(list);
        this.beat = beat;
    }

    static Messages of(List<Message> list) {
        return new Messages(list, false);
    }

    /** A message of the platform's own. */
    static Messages of(String type, @Nullable String id, String key, String value) {
        return of(List.of(new Message(null, id, type, json(id, type, key, value))));
    }

    /** Nothing but that all is told up to an id. */
    static Messages beat(String id) {
        return new Messages(List.of(new Message(null, id, "", new byte[0])), true);
    }

    private static byte[] json(@Nullable String id, String type, String key, String value) {
        return Json.bytes(Json.object().put("event", id).put("type", type).put(key, value));
    }

    public List<Message> list() {
        return list;
    }

    /** Whether it says nothing but that the other side is there. */
    public boolean isBeat() {
        return beat;
    }

    /** Those of the changes in an interval. */
    Messages within(Position after, @Nullable Position until) {
        boolean all = list.stream().allMatch(message -> isWithin(message, after, until));
        return all
                ? this
                : of(list.stream().filter(message -> isWithin(message, after, until)).toList());
    }

    private static boolean isWithin(Message message, Position after, @Nullable Position until) {
        Position position = message.position;
        return position == null
                || (position.isAfter(after) && (until == null || !position.isAfter(until)));
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** How many bytes it is, more or less. */
    int size() {
        int size = 0;
        for (Message message : list) {
            size += message.json.length + 100;
        }
        return size;
    }

    /** As server-sent events. */
    public synchronized byte[] stream() {
        byte[] made = stream;
        if (made == null) {
            made = stream(UnaryOperator.identity());
            stream = made;
        }
        return made;
    }

    /** The same with each message in another form. */
    public byte[] stream(UnaryOperator<byte[]> form) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size());
        for (Message message : list) {
            if (beat) {
                write(out, ":\nid: " + message.id + "\n\n");
                continue;
            }
            if (message.id != null) {
                write(out, "id: " + message.id + "\n");
            }
            write(out, "event: " + message.type + "\ndata: ");
            out.writeBytes(form.apply(message.json));
            write(out, "\n\n");
        }
        return out.toByteArray();
    }

    /** What a stream of server-sent events begins with. */
    public static byte[] opening() {
        return ("retry: " + RETRY.toMillis() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
