package dev.armature.engine.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.engine.packaging.PackageArchive;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a zip file piece by piece, and keeps what there is to say of each entry: how many lines
 * and bytes it has, and their SHA-256. Not thread-safe.
 */
final class ArchiveWriter implements Closeable {

    private static final int BUFFER = 64 * 1024;

    /** Names that stay in their folder wherever the archive is unpacked. */
    private static final Pattern SAFE = Pattern.compile("(?:\\w[\\w-]*/)*\\w[\\w-]*(?:\\.[a-z]+)?");

    private final ZipOutputStream zip;
    private final Instant at;
    private final ArrayNode entries = Json.MAPPER.createArrayNode();

    /**
     * @param at the time that every entry is said to be of
     */
    ArchiveWriter(OutputStream out, Instant at) {
        this.zip = new ZipOutputStream(out);
        this.at = at;
        // Much of it is compressed already, and somebody waits.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /** Writes an entry that is JSON, a line each. */
    @FunctionalInterface
    interface Lines {
        void to(Consumer<byte[]> out) throws IOException, SQLException;
    }

    /**
     * Adds an entry of lines.
     *
     * @return how many there were
     */
    long lines(String name, Lines lines) throws IOException, SQLException {
        begin(name);
        MessageDigest digest = Sha256.digest();
        Counted counted = new Counted(new DigestOutputStream(new Unclosed(zip), digest));
        try (BufferedOutputStream out = new BufferedOutputStream(counted, BUFFER)) {
            lines.to(line -> {
                try {
                    out.write(line);
                    out.write('\n');
                    counted.lines++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        end(name, counted, digest);
        return counted.lines;
    }

    /** Adds a document. */
    void document(String name, JsonNode json) throws IOException {
        begin(name);
        MessageDigest digest = Sha256.digest();
        Counted counted = new Counted(new DigestOutputStream(new Unclosed(zip), digest));
        counted.write(PackageArchive.pretty(json));
        counted.lines = 1;
        end(name, counted, digest);
    }

    private void end(String name, Counted counted, MessageDigest digest) throws IOException {
        zip.closeEntry();
        entries.addObject()
                .put("name", name)
                .put("count", counted.lines)
                .put("bytes", counted.bytes)
                .put("sha256", HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Adds what a stream gives, of which others tell.
     *
     * @param read is told of each piece
     * @return how many bytes there were
     */
    long body(String name, InputStream content, Runnable read) throws IOException {
        begin(name);
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            zip.write(buffer, 0, count);
            bytes += count;
            read.run();
        }
        zip.closeEntry();
        return bytes;
    }

    private void begin(String name) throws IOException {
        if (!SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a file in an archive: " + name);
        }
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(at.toEpochMilli());
        zip.putNextEntry(entry);
    }

    /** What there is to say of the entries, bodies excepted. */
    ArrayNode entries() {
        return entries;
    }

    /** Ends the archive; what it was written to stays open. */
    @Override
    public void close() throws IOException {
        zip.finish();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;
        private long lines;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            out.write(content, from, length);
            bytes += length;
        }
    }

    /** The archive goes on when an entry has ended. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            out.write(content, from, length);
        }

        @Override
        public void close() {
            // Closing the archive is for whoever opened it.
        }
    }
}
