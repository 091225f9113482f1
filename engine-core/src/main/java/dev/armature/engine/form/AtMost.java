package dev.armature.engine.form;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream that fails where it goes on for longer than it may. */
final class AtMost extends FilterInputStream {

    private final Supplier<? extends RuntimeException> tooLong;
    private long left;

    AtMost(InputStream in, long most, Supplier<? extends RuntimeException> tooLong) {
        super(in);
        this.left = most;
        this.tooLong = tooLong;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw tooLong.get();
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
