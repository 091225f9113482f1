package dev.armature.engine.transfer;

import dev.armature.engine.query.RecordStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file of records that is made piece by piece, as fast as its reader takes it. One thread reads;
 * any may close, which ends the query.
 */
public final class Export implements AutoCloseable {

    private static final int PIECE_BYTES = 64 * 1024;

    private final RecordStream records;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(2 * PIECE_BYTES);
    private final RecordSink sink;
    private final Runnable released;
    private final CountDownLatch over = new CountDownLatch(1);
    private byte @Nullable [] first;
    private boolean ended;

    /**
     * @param form writes the records in some form
     * @param released is called once, when the query has ended
     */
    Export(
            RecordStream records,
            Function<ByteArrayOutputStream, RecordSink> form,
            Runnable released) {
        this.records = records;
        this.sink = form.apply(written);
        this.released = released;
    }

    /** Makes the first piece, so that what is wrong with the query is known before one is sent. */
    void begin() {
        try {
            sink.begin();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        first = piece();
    }

    /**
     * The next piece of the file; null after the last.
     *
     * @throws IllegalStateException when it was closed before its end
     */
    public byte @Nullable [] next() {
        byte[] piece = first;
        first = null;
        return piece != null ? piece : ended ? null : piece();
    }

    private byte[] piece() {
        try {
            while (written.size() < PIECE_BYTES && !ended) {
                byte[] record = records.next();
                if (record != null) {
                    sink.write(record);
                } else if (records.isClosed()) {
                    throw new IllegalStateException("the export was ended before its last record");
                } else {
                    sink.end();
                    ended = true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] piece = written.toByteArray();
        written.reset();
        return piece;
    }

    /** Becomes zero when it is closed. */
    CountDownLatch over() {
        return over;
    }

    @Override
    public void close() {
        try {
            records.close();
        } finally {
            release();
        }
    }

    private synchronized void release() {
        if (over.getCount() > 0) {
            over.countDown();
            released.run();
        }
    }
}
