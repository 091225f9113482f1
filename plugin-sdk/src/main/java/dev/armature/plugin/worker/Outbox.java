package dev.armature.plugin.worker;

import dev.armature.plugin.protocol.FrameWriter;
import dev.armature.plugin.protocol.FromWorker;
import java.io.IOException;

/** Messages to the platform. Without a platform there is no reason to live. Thread-safe. */
final class Outbox {

    private final FrameWriter writer;

    Outbox(FrameWriter writer) {
        this.writer = writer;
    }

    void send(FromWorker message) {
        try {
            writer.write(message);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
