package dev.armature.engine.transfer;

import java.io.IOException;
import java.io.OutputStream;

/** Records as they are, one a line (NDJSON). */
record LinesSink(OutputStream out) implements RecordSink {

    @Override
    public void begin() {
        // Each line stands for itself.
    }

    @Override
    public void write(byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }

    @Override
    public void end() {
        // Each line stands for itself.
    }
}
