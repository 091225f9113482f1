package dev.armature.engine.transfer;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stream as a file on the disk, which is gone once it is closed. Only its owner reads it. */
record SpooledFile(Path path) implements Closeable {

    private static final int PIECE_BYTES = 64 * 1024;

    /**
     * @throws EngineException {@code body_too_large} when the stream has more bytes
     */
    static SpooledFile of(InputStream in, long maxBytes) throws IOException {
        SpooledFile file = new SpooledFile(Files.createTempFile("armature-import-", ".part"));
        try (OutputStream out = Files.newOutputStream(file.path)) {
            byte[] piece = new byte[PIECE_BYTES];
            long total = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                total += read;
                if (total > maxBytes) {
                    throw new EngineException(
                            ErrorCode.BODY_TOO_LARGE,
                            "A workbook to import has at most " + maxBytes + " bytes");
                }
                out.write(piece, 0, read);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
