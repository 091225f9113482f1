package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a client of a WebSocket hears: messages of JSON, until it is closed. */
class HeardMessages implements WebSocket.Listener {

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private volatile int closed;
    private volatile String reason = "";

    final List<JsonNode> messages() {
        return messages;
    }

    final boolean isClosed() {
        return closed != 0;
    }

    /** Waits for the end; gives the reason. */
    final String awaitClosed(int code) {
        ApiClient.await(this::isClosed);
        assertThat(closed).as(heard()).isEqualTo(code);
        return reason;
    }

    /** Everything, for when something else was waited for. */
    final String heard() {
        return closed + reason + messages;
    }

    @Override
    public final CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(Json.read(part.toString()));
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public final CompletionStage<?> onClose(WebSocket from, int code, String why) {
        reason = why;
        closed = code;
        return null;
    }

    @Override
    public final void onError(WebSocket from, Throwable error) {
        reason = error.toString();
        closed = -1;
    }
}
