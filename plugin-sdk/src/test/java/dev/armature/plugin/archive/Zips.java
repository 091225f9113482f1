package dev.armature.plugin.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes archives, also such as no tool makes. */
final class Zips {

    static final String MANIFEST =
            "{\"id\": \"crm\", \"version\": \"1.0.0\", \"name\": \"CRM\", \"engine\": \"*\"}";

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Integer> modes = new LinkedHashMap<>();

    private Zips() {}

    static Zips empty() {
        return new Zips();
    }

    /** An archive with a manifest and nothing else. */
    static Zips plugin() {
        return new Zips().with("plugin.json", MANIFEST);
    }

    Zips with(String name, String text) {
        return with(name, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    Zips with(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    Zips withMode(String name, int mode) {
        modes.put(name, mode);
        return with(name, "target");
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
                Integer mode = modes.get(file.getKey());
                if (mode != null) {
                    entry.setUnixMode(mode);
                }
                zip.putArchiveEntry(entry);
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
