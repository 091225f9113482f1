package dev.armature.engine.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What comes over a connection that may break: then it just ends, and what had arrived is worth
 * keeping. Reads through a buffer, so that whether there is more can be asked beforehand.
 */
final class Arriving extends FilterInputStream {

    private final byte[] buffer = new byte[64 * 1024];
    private final @Nullable MessageDigest digest;
    private int at;
    private int filled;
    private boolean broken;

    /**
     * @param digest is fed with what is read
     */
    Arriving(InputStream in, @Nullable MessageDigest digest) {
        super(in);
        this.digest = digest;
    }

    /** Whether there is at least one byte more; waits for it. */
    boolean hasMore() {
        while (at == filled) {
            try {
                at = 0;
                filled = Math.max(0, broken ? 0 : in.read(buffer));
            } catch (IOException | RuntimeException e) {
                broken = true;
                filled = 0;
            }
            if (filled == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int given = Math.min(length, filled - at);
        System.arraycopy(buffer, at, into, offset, given);
        if (digest != null) {
            digest.update(buffer, at, given);
        }
        at += given;
        return given;
    }

    @Override
    public int available() {
        return filled - at;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
