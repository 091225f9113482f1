package dev.armature.engine.http;

import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import java.nio.charset.StandardCharsets;

/** Closes WebSockets, and says why. */
final class SocketClosing {

    /** How many bytes of a reason a closing frame carries for sure (RFC 6455, 5.5.1). */
    private static final int MOST_REASON = 120;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_LARGE = 1009;

    private SocketClosing() {}

    /** Closes one; a reason that is too long is cut. */
    static void close(WebSocketSession session, int code, String reason) {
        String shortened =
                reason.length() <= MOST_REASON / 2
                        ? reason
                        : new String(
                                reason.substring(0, Math.min(reason.length(), MOST_REASON - 4))
                                        .getBytes(StandardCharsets.US_ASCII),
                                StandardCharsets.US_ASCII);
        if (session.isOpen()) {
            session.close(new CloseReason(code, shortened));
        }
    }

    /** Closes one of which a frame was wrong, or too large. */
    static void after(Throwable failure, WebSocketSession session, int maxFrameBytes) {
        String message = failure.getMessage();
        boolean tooLarge = message != null && message.contains("Max frame length");
        close(
                session,
                tooLarge ? TOO_LARGE : PROTOCOL_ERROR,
                "A message has at most " + maxFrameBytes + " bytes");
    }
}
