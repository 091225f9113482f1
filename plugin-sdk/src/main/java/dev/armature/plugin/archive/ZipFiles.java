package dev.armature.plugin.archive;

import dev.armature.metadata.problem.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The files in a zip file, none of which can surprise whoever uses them: names that stay where they
 * belong, no links, and sizes that were counted and not believed.
 */
public final class ZipFiles {

    private static final int MAX_FILES = 2_000;
    private static final int MAX_NAME = 200;
    private static final int MAX_DEPTH = 8;
    private static final long MAX_FILE = 8 << 20;
    private static final long MAX_TOTAL = 64 << 20;

    /** Text compresses to a tenth; what compresses to a hundredth is made to harm. */
    private static final long MAX_RATIO = 100;

    private static final long RATIO_MATTERS_FROM = 1 << 20;
    private static final int BUFFER = 8_192;
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final Problems problems;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> folded = new HashSet<>();
    private long total;

    private ZipFiles(Problems problems) {
        this.problems = problems;
    }

    /** Files by name, in order; problems for what is wrong with any. */
    public static Map<String, byte[]> read(byte[] zip, Problems problems) {
        ZipFiles reader = new ZipFiles(problems);
        if (zip.length > PluginArchive.MAX_BYTES) {
            problems.add(
                    "",
                    "too_large",
                    "An archive has at most " + (PluginArchive.MAX_BYTES >> 20) + " MiB");
            return reader.files;
        }
        try (ZipFile file =
                ZipFile.builder()
                        .setSeekableByteChannel(new SeekableInMemoryByteChannel(zip))
                        .setIgnoreLocalFileHeader(false)
                        .get()) {
            reader.readAll(file);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("", "invalid_archive", "This is not a zip file, or a damaged one");
        }
        return reader.files;
    }

    private void readAll(ZipFile file) throws IOException {
        List<ZipArchiveEntry> entries = Collections.list(file.getEntriesInPhysicalOrder());
        if (entries.size() > MAX_FILES) {
            problems.add("", "too_many_files", "An archive has at most " + MAX_FILES + " files");
            return;
        }
        for (ZipArchiveEntry entry : entries) {
            if (isAcceptable(file, entry) && !entry.isDirectory()) {
                add(file, entry);
            }
        }
    }

    private boolean isAcceptable(ZipFile file, ZipArchiveEntry entry) {
        String name = entry.getName();
        String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
        // The library makes slashes of backslashes; what somebody else makes of them is not known.
        if (!isPlain(name)
                || !name.equals(new String(entry.getRawName(), StandardCharsets.UTF_8))) {
            problems.add(
                    shown,
                    "invalid_name",
                    "A file's name is made of letters, digits, dots, dashes and underscores, and"
                            + " folders");
        } else if (!folded.add(name.toLowerCase(Locale.ROOT))) {
            problems.add(shown, "not_unique", "The file is there twice");
        } else if (entry.isUnixSymlink() || !isFileOrFolder(entry)) {
            problems.add(shown, "not_allowed", "Links and devices have no place in an archive");
        } else if (entry.getGeneralPurposeBit().usesEncryption() || !file.canReadEntryData(entry)) {
            problems.add(shown, "not_allowed", "Encrypted files are not read");
        } else if (entry.getMethod() != ZipArchiveEntry.STORED
                && entry.getMethod() != ZipArchiveEntry.DEFLATED) {
            problems.add(shown, "not_allowed", "The file is compressed in an unusual way");
        } else {
            return true;
        }
        return false;
    }

    private static boolean isFileOrFolder(ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & 0170000;
        return type == 0 || type == 0100000 || type == 0040000;
    }

    private static boolean isPlain(String name) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        List<String> steps = List.of(path.split("/", -1));
        return name.length() <= MAX_NAME
                && steps.size() <= MAX_DEPTH
                && steps.stream().allMatch(step -> STEP.matcher(step).matches());
    }

    private void add(ZipFile file, ZipArchiveEntry entry) {
        String name = entry.getName();
        try (InputStream in = file.getInputStream(entry)) {
            byte[] bytes = readBounded(in, entry);
            if (bytes == null) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() != entry.getCrc() || bytes.length != entry.getSize()) {
                problems.add(name, "invalid_archive", "The file is damaged");
            } else {
                files.put(name, bytes);
            }
        } catch (IOException e) {
            problems.add(name, "invalid_archive", "The file is damaged");
        }
    }

    /** The bytes of an entry, read only as far as the limits go; null when they go no further. */
    private byte @Nullable [] readBounded(InputStream in, ZipArchiveEntry entry)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        int read = in.read(buffer);
        while (read >= 0) {
            out.write(buffer, 0, read);
            total += read;
            if (out.size() > MAX_FILE) {
                problems.add(
                        entry.getName(),
                        "too_large",
                        "A file has at most " + (MAX_FILE >> 20) + " MiB");
                return null;
            }
            if (total > MAX_TOTAL) {
                problems.add(
                        entry.getName(),
                        "too_large",
                        "The files have at most " + (MAX_TOTAL >> 20) + " MiB together");
                return null;
            }
            if (out.size() > RATIO_MATTERS_FROM
                    && out.size() > entry.getCompressedSize() * MAX_RATIO) {
                problems.add(
                        entry.getName(),
                        "too_large",
                        "The file is compressed beyond what is plausible");
                return null;
            }
            read = in.read(buffer);
        }
        return out.toByteArray();
    }
}
