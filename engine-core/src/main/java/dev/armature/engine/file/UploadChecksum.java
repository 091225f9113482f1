package dev.armature.engine.file;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the client says of the bytes that it sends with one request: {@code sha256 <Base64>}. It
 * finds what was bent on the way, and is no proof against anybody.
 */
public record UploadChecksum(String algorithm, String expected) {

    private static final Map<String, String> ALGORITHMS = algorithms();

    private static Map<String, String> algorithms() {
        Map<String, String> algorithms = new LinkedHashMap<>();
        // That one is what the protocol asks every server for.
        algorithms.put("sha1", "SHA-1");
        algorithms.put("sha256", "SHA-256");
        return algorithms;
    }

    /** The names of those that are known. */
    public static List<String> known() {
        return List.copyOf(ALGORITHMS.keySet());
    }

    /**
     * Reads the header; null when there is none.
     *
     * @throws EngineException {@code malformed_request}
     */
    public static @Nullable UploadChecksum read(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String[] parts = header.strip().split(" ", -1);
        if (parts.length != 2 || !ALGORITHMS.containsKey(parts[0]) || !isBase64(parts[1])) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Upload-Checksum is one of "
                            + String.join(", ", known())
                            + ", a space, and the digest in Base64");
        }
        return new UploadChecksum(parts[0], parts[1]);
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(ALGORITHMS.get(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws EngineException {@code checksum_mismatch} if the bytes are others
     */
    void require(MessageDigest seen) {
        if (!MessageDigest.isEqual(seen.digest(), Base64.getDecoder().decode(expected))) {
            throw new EngineException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "What arrived has another "
                            + algorithm
                            + "; nothing of it was kept, send it again");
        }
    }
}
