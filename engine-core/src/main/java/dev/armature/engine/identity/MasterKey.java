package dev.armature.engine.identity;

import dev.armature.metadata.digest.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's one secret, the same on every node: other secrets are sealed with it
 * (AES-256-GCM) and keys for single uses are derived from it. Thread-safe.
 */
public final class MasterKey {

    /** How many bytes the key has. */
    public static final int LENGTH = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    public MasterKey(byte[] key) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException(
                    "the master key has " + LENGTH + " bytes, not " + key.length);
        }
        this.key = key.clone();
    }

    /** A key for one use, named by {@code purpose}. */
    public byte[] derive(String purpose) {
        return HmacSha256.of(key, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** Encrypts a secret for one purpose; what was sealed for one cannot be opened for another. */
    byte[] seal(String purpose, byte[] secret) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, purpose, nonce);
            byte[] sealed = cipher.doFinal(secret);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws GeneralSecurityException if it was sealed with another key or for another purpose
     */
    byte[] open(String purpose, byte[] sealed) throws GeneralSecurityException {
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        return cipher(Cipher.DECRYPT_MODE, purpose, nonce).doFinal(body);
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derive("seal"), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
