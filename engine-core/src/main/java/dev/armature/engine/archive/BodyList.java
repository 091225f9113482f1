package dev.armature.engine.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Ids of files, as many as there may be: on the disk, from one transaction until they are needed
 * after it. Gone once it is closed. Not thread-safe.
 */
final class BodyList implements Closeable {

    private final Path path;
    private final DataOutputStream out;

    BodyList() throws IOException {
        path = Files.createTempFile("armature-archive-", ".ids");
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)));
    }

    void add(UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    /** Takes an id. */
    @FunctionalInterface
    interface Taking {
        void take(UUID id) throws IOException;
    }

    /** Hands all of them over, in the order in which they came. */
    void each(Taking taking) throws IOException {
        out.flush();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            while (true) {
                taking.take(new UUID(in.readLong(), in.readLong()));
            }
        } catch (EOFException e) {
            // That was the last.
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(path);
    }
}
