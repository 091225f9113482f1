package dev.armature.engine.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets by AES-256-GCM, with a key for each tenant that is derived from the master key, and
 * with the place where they belong as associated data. Thread-safe.
 */
public final class SecretBox {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Keys keys;
    private final SecureRandom random = new SecureRandom();

    /** Where keys come from: one for each use, always the same. */
    @FunctionalInterface
    public interface Keys {
        byte[] derive(String purpose);
    }

    public SecretBox(Keys keys) {
        this.keys = keys;
    }

    /** The sealed form of a text, in Base64. */
    public String seal(SecretPlace place, String text) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, place, nonce)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The text that was sealed.
     *
     * @throws GeneralSecurityException if it was sealed with another key, or belongs elsewhere
     */
    public String open(SecretPlace place, String sealed) throws GeneralSecurityException {
        ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        return new String(
                cipher(Cipher.DECRYPT_MODE, place, nonce).doFinal(body), StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, SecretPlace place, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(keys.derive("secret/" + place.tenant()), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.bytes());
        return cipher;
    }
}
