package dev.armature.engine.file;

import dev.armature.metadata.digest.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** A folder for bodies that are on their way. What a crash leaves there is nobody's. */
final class Spool {

    private static final int BUFFER = 64 * 1024;

    private final Path folder;

    /**
     * @param kept how long what is left over is kept
     */
    Spool(Path folder, Duration kept) throws IOException {
        this.folder = folder;
        makeFolder(folder);
        Instant before = Instant.now().minus(kept);
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(folder)) {
            for (Path half : halves) {
                if (Files.getLastModifiedTime(half).toInstant().isBefore(before)) {
                    Files.deleteIfExists(half);
                }
            }
        }
    }

    // For the platform's own eyes, whatever others may do on the machine.
    static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** An empty file. */
    Path make() throws IOException {
        return Files.createTempFile(
                folder,
                "",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /**
     * Writes it.
     *
     * @param force whether it has to outlive a crash of the machine
     */
    static FileBodies.Written fill(Path half, FileBodies.Writing writing, boolean force)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            OutputStream out =
                    new BufferedOutputStream(
                            new DigestOutputStream(Channels.newOutputStream(channel), digest),
                            BUFFER);
            writing.to(out);
            out.flush();
            if (force) {
                channel.force(true);
            }
            return new FileBodies.Written(
                    channel.size(), HexFormat.of().formatHex(digest.digest()));
        }
    }

    static void copy(InputStream content, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            size += read;
            if (size > limit) {
                throw new FileBodies.TooLargeException(limit);
            }
            out.write(buffer, 0, read);
        }
    }
}
