package dev.armature.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the web application, read once. Thread-safe. */
final class WebFiles {

    private static final String ROOT = "/public";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "woff2", "font/woff2",
                    "webmanifest", "application/manifest+json");

    private final Map<String, Optional<File>> known = new ConcurrentHashMap<>();

    /** A file with its media type. */
    record File(byte[] content, String type) {

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** The file at a path of the address; empty when there is none. */
    Optional<File> find(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        boolean plain =
                path.matches("/[A-Za-z0-9_./-]{1,200}")
                        && !path.contains("..")
                        && !path.contains("//");
        if (type == null || !plain) {
            return Optional.empty();
        }
        // Only what exists is remembered: a stranger must not fill the memory with names.
        Optional<File> file = known.get(path);
        if (file == null) {
            file = read(path, type);
            file.ifPresent(found -> known.put(path, Optional.of(found)));
        }
        return file;
    }

    private static Optional<File> read(String path, String type) {
        try (InputStream in = WebFiles.class.getResourceAsStream(ROOT + path)) {
            return in == null ? Optional.empty() : Optional.of(new File(in.readAllBytes(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
