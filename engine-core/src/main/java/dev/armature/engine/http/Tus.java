package dev.armature.engine.http;

import dev.armature.engine.file.Upload;
import dev.armature.engine.file.UploadChecksum;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The headers of tus 1.0, a protocol for uploads that go on after a cut. */
final class Tus {

    /** The media type of a piece. */
    static final String PIECE = "application/offset+octet-stream";

    /** What pages of other sites may send of it. */
    static final String REQUEST_HEADERS =
            "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Upload-Checksum";

    /** What they may see of it. */
    static final String ANSWER_HEADERS =
            "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Length, Upload-Offset, Upload-Expires, Armature-File";

    /** Says which file an upload became. */
    private static final String FILE = "Armature-File";

    private static final String VERSION = "1.0.0";
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String LENGTH = "Upload-Length";
    private static final String OFFSET = "Upload-Offset";
    private static final String EXTENSIONS = "creation,expiration,checksum,termination";
    private static final String NAME = "filename";
    private static final int MAX_DIGITS = 18;

    private Tus() {}

    /**
     * Refuses who speaks another version.
     *
     * @throws EngineException {@code unsupported_tus_version}
     */
    static void require(HttpRequest<?> request) {
        if (!VERSION.equals(request.getHeaders().get(RESUMABLE))) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_TUS_VERSION,
                    "Send the header " + RESUMABLE + ": " + VERSION);
        }
    }

    /** Says what the platform can. */
    static <T extends MutableHttpResponse<?>> T abilities(T answer, long maxSize) {
        answer.header("Tus-Version", VERSION)
                .header("Tus-Extension", EXTENSIONS)
                .header("Tus-Max-Size", Long.toString(maxSize))
                .header("Tus-Checksum-Algorithm", String.join(",", UploadChecksum.known()));
        return ours(answer);
    }

    private static <T extends MutableHttpResponse<?>> T ours(T answer) {
        answer.header(RESUMABLE, VERSION);
        return answer;
    }

    static <T extends MutableHttpResponse<?>> T ended(T answer) {
        return ours(answer);
    }

    /** Says how far an upload is. */
    static <T extends MutableHttpResponse<?>> T state(T answer, Upload upload) {
        answer.header(OFFSET, Long.toString(upload.received()))
                .header(LENGTH, Long.toString(upload.size()))
                .header("Cache-Control", "no-store")
                .header(
                        "Upload-Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                upload.expiresAt().atOffset(ZoneOffset.UTC)));
        UUID file = upload.file();
        if (file != null) {
            answer.header(FILE, file.toString());
        }
        return ours(answer);
    }

    static long length(HttpRequest<?> request) {
        if (request.getHeaders().contains("Upload-Defer-Length")) {
            throw malformed("How large the file is has to be said at once, by " + LENGTH);
        }
        return number(request, LENGTH);
    }

    static long offset(HttpRequest<?> request) {
        return number(request, OFFSET);
    }

    private static long number(HttpRequest<?> request, String header) {
        String written = request.getHeaders().get(header);
        if (written == null || !written.matches("\\d{1," + MAX_DIGITS + "}")) {
            throw malformed("The header " + header + " is expected, a number of bytes");
        }
        return Long.parseLong(written);
    }

    static @Nullable UploadChecksum checksum(HttpRequest<?> request) {
        return UploadChecksum.read(request.getHeaders().get("Upload-Checksum"));
    }

    /** What the file is called, if the metadata of the upload say so. */
    static @Nullable String name(HttpRequest<?> request) {
        String header = request.getHeaders().get("Upload-Metadata");
        Map<String, String> metadata = new HashMap<>();
        if (header != null && !header.isBlank()) {
            for (String pair : header.split(",", -1)) {
                String[] parts = pair.strip().split(" ", -1);
                if (parts.length > 2
                        || parts[0].isEmpty()
                        || metadata.put(parts[0], decoded(parts.length < 2 ? "" : parts[1]))
                                != null) {
                    throw wrongMetadata();
                }
            }
        }
        return metadata.get(NAME);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrongMetadata();
        }
    }

    private static EngineException wrongMetadata() {
        return malformed(
                "Upload-Metadata is pairs of a key and a value in Base64, with commas between them, such as: filename cmVwb3J0LnBkZg==");
    }

    private static EngineException malformed(String detail) {
        return new EngineException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
