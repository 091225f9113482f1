package dev.armature.engine.form;

import dev.armature.metadata.digest.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signs what a form's page is given to send back, for that form and that purpose alone: when it was
 * opened, and which files were sent with it. Thread-safe.
 */
final class FormSeal {

    private static final int MAX_LENGTH = 200;

    private final byte[] key;

    /**
     * @param key the same on every node
     */
    FormSeal(byte[] key) {
        this.key = key.clone();
    }

    String seal(UUID form, String purpose, String value) {
        return value + "." + signature(form, purpose, value);
    }

    /** What was sealed; null for what was not, or for another form or purpose. */
    @Nullable String open(UUID form, String purpose, String sealed) {
        int dot = sealed.lastIndexOf('.');
        if (dot < 0 || sealed.length() > MAX_LENGTH) {
            return null;
        }
        String value = sealed.substring(0, dot);
        return MessageDigest.isEqual(
                        bytes(signature(form, purpose, value)), bytes(sealed.substring(dot + 1)))
                ? value
                : null;
    }

    private String signature(UUID form, String purpose, String value) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HmacSha256.of(key, bytes(form + "\n" + purpose + "\n" + value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
