package dev.armature.engine.idempotency;

import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a client calls a request, so that the same one is known when it comes again.
 *
 * @param text the client's own text
 * @param request a digest of everything that makes the request what it is
 */
public record IdempotencyKey(String text, String request) {

    /** How long a key may be. */
    public static final int MAX_LENGTH = 255;

    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");

    /**
     * A key with its request.
     *
     * @param head method, address and condition
     * @throws EngineException {@code malformed_request} for a key with other than visible ASCII
     *     characters, or too many of them
     */
    public static IdempotencyKey of(String text, String head, byte[] body) {
        MessageDigest digest = digest(head);
        digest.update(body);
        return of(text, digest);
    }

    /** The same for a request whose body the digest has been given. */
    public static IdempotencyKey of(String text, MessageDigest digest) {
        requireVisible(text);
        return new IdempotencyKey(text, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Refuses a key that is none.
     *
     * @throws EngineException {@code malformed_request}
     */
    public static void requireVisible(String text) {
        if (!VISIBLE.matcher(text).matches()) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Idempotency-Key takes 1 to " + MAX_LENGTH + " visible ASCII characters");
        }
    }

    /** A digest that has been given the head of a request and waits for its body. */
    public static MessageDigest digest(String head) {
        MessageDigest digest = Sha256.digest();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return digest;
    }
}
