package dev.armature.engine.record;

import dev.armature.metadata.model.FieldModel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text by which a unique value is kept: the value itself, or, where it is too long for an
 * index, its hash.
 */
final class UniqueKeys {

    // An index entry may have about 2,700 bytes; a short limit keeps the index small.
    private static final int MAX_LENGTH = 200;

    private UniqueKeys() {}

    static String key(FieldModel field, Object value) {
        String key = field.type().uniqueKey(value);
        return key.length() <= MAX_LENGTH ? key : key.substring(0, 20) + "…sha256:" + hash(key);
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
