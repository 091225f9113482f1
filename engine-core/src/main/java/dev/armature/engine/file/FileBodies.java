package dev.armature.engine.file;

import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bodies of files. A body is there as a whole or not at all, never changes, and is known by
 * its name alone; who may see it, others decide. Thread-safe.
 */
public interface FileBodies extends AutoCloseable {

    /**
     * What was kept.
     *
     * @param sha256 in hexadecimal
     */
    record Written(long size, String sha256) {}

    /** A body that is there. */
    record Found(BodyName name, long size, Instant at) {}

    /** There is more to be kept than may be. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long limit) {
            super("more than " + limit + " bytes");
        }
    }

    /** The place cannot be reached just now. */
    final class AwayException extends IOException {
        private static final long serialVersionUID = 1L;

        AwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Keeps what a stream gives. When it returns, the body outlives a crash; when it throws, there
     * is none.
     *
     * @param limit how many bytes there may be
     * @throws TooLargeException if there are more
     */
    default Written write(BodyName name, InputStream content, long limit) throws IOException {
        return write(name, out -> Spool.copy(content, out, limit));
    }

    /** Writes a body out. */
    @FunctionalInterface
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Keeps what the platform itself writes, however much it is. When it returns, the body outlives
     * a crash; when it throws, or the writing does, there is none.
     */
    Written write(BodyName name, Writing writing) throws IOException;

    /**
     * Some bytes of a body; fewer, where it ends before.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream read(BodyName name, long from, long length) throws IOException;

    /** How many bytes a body has; empty when there is none. */
    OptionalLong size(BodyName name) throws IOException;

    /** Removes a body, if there is one. */
    void delete(BodyName name) throws IOException;

    /** Passes all bodies of a tenant by, in no order. */
    void list(TenantId tenant, Consumer<Found> consumer) throws IOException;

    /** Lets go of what it holds. */
    @Override
    default void close() {}

    /**
     * Opens the place that an installation has chosen.
     *
     * @param folder of the data folder: for bodies, or for what is on its way to a store
     * @param store where bodies lie instead, or null
     */
    static FileBodies open(Path folder, @Nullable S3Options store) {
        return store == null
                ? new LocalBodies(folder)
                : new S3Bodies(store, folder.resolve("outgoing"));
    }
}
