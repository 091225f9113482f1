package dev.armature.engine.identity;

import dev.armature.metadata.digest.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Marks that a browser gets when somebody has signed in with it, and shows when they do again: its
 * attempts are counted apart, so that nobody is kept out by strangers who try their account.
 * Thread-safe.
 */
public final class DeviceMarks {

    private static final int NAME_BYTES = 16;
    private static final int SEAL_BYTES = 32;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key what marks are sealed with
     */
    public DeviceMarks(byte[] key) {
        this.key = key.clone();
    }

    /** A mark for a browser that an account was signed in with. */
    String issue(String tenant, String email) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        byte[] mark =
                ByteBuffer.allocate(NAME_BYTES + SEAL_BYTES)
                        .put(name)
                        .put(seal(name, tenant, email))
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mark);
    }

    /** The name of the browser, if its mark is ours and for this account. */
    Optional<String> read(@Nullable String mark, String tenant, String email) {
        if (mark == null) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(mark);
            if (bytes.length != NAME_BYTES + SEAL_BYTES) {
                return Optional.empty();
            }
            byte[] name = Arrays.copyOf(bytes, NAME_BYTES);
            byte[] seal = Arrays.copyOfRange(bytes, NAME_BYTES, bytes.length);
            return MessageDigest.isEqual(seal, seal(name, tenant, email))
                    ? Optional.of(Base64.getUrlEncoder().encodeToString(name))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] seal(byte[] name, String tenant, String email) {
        Mac mac = HmacSha256.keyed(key);
        mac.update(name);
        // No slug has a line break in it.
        return mac.doFinal((tenant + "\n" + Users.key(email)).getBytes(StandardCharsets.UTF_8));
    }
}
