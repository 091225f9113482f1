package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.engine.live.Ending;
import dev.armature.engine.live.Messages;
import dev.armature.engine.live.Subscription;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A GraphQL subscription as server-sent events, one connection for each, as the protocol GraphQL
 * over SSE has it: {@code next} for each answer, and {@code complete} at the end. Called by one
 * thread at a time.
 */
final class GraphEvents implements Function<Messages, byte[]> {

    private static final byte[] NEXT = "event: next\ndata: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] COMPLETE =
            "event: complete\ndata:\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Subscription source;
    private final GraphTelling telling;
    private boolean over;

    GraphEvents(Subscription source, GraphTelling telling) {
        this.source = source;
        this.telling = telling;
    }

    @Override
    public byte[] apply(Messages messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Messages.Message message : messages.list()) {
            if (messages.isBeat()) {
                out.writeBytes(BEAT);
            } else if (message.type().equals("end")) {
                complete(out, telling.errors(source.ending()));
            } else if (!over) {
                write(out, telling.tell(source.entrant(), message));
            }
        }
        return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out, GraphTelling.Told told) {
        switch (told) {
            case GraphTelling.Told.Nothing nothing -> {}
            case GraphTelling.Told.Next next -> next(out, next.answer());
            case GraphTelling.Told.Over ended -> {
                complete(out, ended.errors());
                source.end(Ending.REFUSED);
            }
        }
    }

    private void complete(ByteArrayOutputStream out, @Nullable ArrayNode errors) {
        if (over) {
            return;
        }
        over = true;
        if (errors != null) {
            next(out, GraphAnswers.bytes(errors));
        }
        out.writeBytes(COMPLETE);
    }

    private static void next(ByteArrayOutputStream out, byte[] answer) {
        out.writeBytes(NEXT);
        out.writeBytes(answer);
        out.writeBytes(END);
    }

    /** An operation that is answered at once, in the same form. */
    static byte[] of(byte[] answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(answer.length + 64);
        next(out, answer);
        out.writeBytes(COMPLETE);
        return out.toByteArray();
    }
}
