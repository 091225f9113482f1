package dev.armature.engine.file;

import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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

    private static final String HALVES = "incoming";

    private final Path root;
    private final Spool spool;

    public LocalBodies(Path root) {
        this.root = root.toAbsolutePath().normalize();
        try {
            this.spool = new Spool(this.root.resolve(HALVES), HALVES_KEPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path place(BodyName name) {
        return root.resolve(name.path());
    }

    @Override
    public Written write(BodyName name, Writing writing) throws IOException {
        Path half = spool.make();
        try {
            Written written = Spool.fill(half, writing, true);
            Path folder = root.resolve(name.folder());
            Spool.makeFolder(folder);
            Files.move(half, place(name), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            force(root.resolve(BodyName.folder(name.tenant())));
            return written;
        } finally {
            Files.deleteIfExists(half);
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
