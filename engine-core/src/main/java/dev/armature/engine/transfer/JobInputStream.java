package dev.armature.engine.transfer;

import dev.armature.engine.job.Jobs;
import dev.armature.metadata.tenant.TenantId;
import java.io.InputStream;
import java.util.UUID;

/** A job's input as one stream, with one piece in memory at a time. Not thread-safe. */
final class JobInputStream extends InputStream {

    private static final byte[] NONE = {};

    private final Jobs jobs;
    private final TenantId tenant;
    private final UUID job;
    private byte[] piece = NONE;
    private int position;
    private int sequence;

    JobInputStream(Jobs jobs, TenantId tenant, UUID job) {
        this.jobs = jobs;
        this.tenant = tenant;
        this.job = job;
    }

    private boolean isAtEnd() {
        if (position == piece.length) {
            piece = jobs.input(tenant, job, sequence++).orElse(NONE);
            position = 0;
        }
        return piece.length == 0;
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : piece[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }
}
