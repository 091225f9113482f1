package dev.armature.engine.outbound;

/** A call that was not made, or was not answered as it should be. */
public final class OutboundException extends Exception {

    private static final long serialVersionUID = 1;

    /** Why not. */
    public enum Reason {
        /** The address is not one that may be called. */
        NOT_ALLOWED,
        /** Nobody answers there, or not as who they should be. */
        UNREACHABLE,
        /** The answer did not come in time. */
        TOO_SLOW,
        /** The answer is longer than anybody needs it. */
        TOO_LARGE,
        /** What was answered is no HTTP. */
        NOT_UNDERSTOOD,
        /** Too many calls are under way. */
        BUSY
    }

    private final Reason reason;

    public OutboundException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    OutboundException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
