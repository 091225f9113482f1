package dev.armature.plugin.protocol;

import java.io.IOException;

/** What came is not what the protocol says; the other side is not to be spoken with any more. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
