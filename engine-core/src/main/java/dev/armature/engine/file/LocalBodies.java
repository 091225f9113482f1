package dev.armature.engine.file;

import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.tenant.TenantId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Bodies in a folder of this machine's disk. One is written beside its place, forced to the disk
 * and then renamed, so that a crash leaves the whole or nothing.
 */
public final class LocalBodies implements FileBodies {

    /** How long what a crash left half written is kept. */
    static final Duration HALVES_KEPT = Duration.ofDays(1);

    private static final int BUFFER = 64 * 1024;
    private static final String HALVES = "incoming";

    private final Path root;

    public LocalBodies(Path root) {
        this.root = root.toAbsolutePath().normalize();
        try {
            makeFolder(this.root.resolve(HALVES));
            forgetHalves();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forgetHalves() throws IOException {
        Instant before = Instant.now().minus(HALVES_KEPT);
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(root.resolve(HALVES))) {
            for (Path half : halves) {
                if (Files.getLastModifiedTime(half).toInstant().isBefore(before)) {
                    Files.deleteIfExists(half);
                }
            }
        }
    }

    // For the platform's own eyes, whatever others may do on the machine.
    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Path place(BodyName name) {
        return root.resolve(name.path());
    }

    @Override
    public Written write(BodyName name, InputStream content, long limit) throws IOException {
        return write(name, out -> copy(content, out, limit));
    }

    @Override
    public Written write(BodyName name, Writing writing) throws IOException {
        Path half =
                Files.createTempFile(
                        root.resolve(HALVES),
                        "",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Written written = fill(half, writing);
            Path folder = root.resolve(name.folder());
            makeFolder(folder);
            Files.move(half, place(name), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            force(root.resolve(BodyName.folder(name.tenant())));
            return written;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static Written fill(Path half, Writing writing) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            OutputStream out =
                    new BufferedOutputStream(
                            new DigestOutputStream(Channels.newOutputStream(channel), digest),
                            BUFFER);
            writing.to(out);
            out.flush();
            channel.force(true);
            return new Written(channel.size(), HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static void copy(InputStream content, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            size += read;
            if (size > limit) {
                throw new TooLargeException(limit);
            }
            out.write(buffer, 0, read);
        }
    }

    // A name lasts when its folder is on the disk as well.
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream read(BodyName name, long from, long length) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(place(name));
        try {
            channel.position(from);
            return new Bounded(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public OptionalLong size(BodyName name) throws IOException {
        try {
            return OptionalLong.of(Files.size(place(name)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(BodyName name) throws IOException {
        Files.deleteIfExists(place(name));
    }

    @Override
    public void list(TenantId tenant, Consumer<Found> consumer) throws IOException {
        Path folder = root.resolve(BodyName.folder(tenant));
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile).forEach(path -> found(tenant, path, consumer));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void found(TenantId tenant, Path path, Consumer<Found> consumer) {
        BodyName name = BodyName.parse(tenant, String.valueOf(path.getFileName()));
        try {
            if (name != null) {
                consumer.accept(
                        new Found(
                                name,
                                Files.size(path),
                                Files.getLastModifiedTime(path).toInstant()));
            }
        } catch (NoSuchFileException e) {
            // deleted since the folder was read
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
