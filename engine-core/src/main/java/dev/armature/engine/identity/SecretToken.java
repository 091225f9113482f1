package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.digest.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A random secret as a client keeps it, with its tenant and its own id, by which the hash is found
 * that is all that is stored. Of one that was read nothing is known to be true.
 */
public record SecretToken(UUID tenantUid, UUID id, byte[] secret) {

    private static final int SECRET_BYTES = 32;
    private static final int BYTES = 16 + 16 + SECRET_BYTES;

    // Six bits a character; the next one has bits of the secret already.
    private static final int PREFIX_LENGTH = (16 + 16) * 8 / 6;

    /** A new one. */
    public static SecretToken fresh(UUID tenantUid, UUID id, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new SecretToken(tenantUid, id, secret);
    }

    /** Takes a text apart; null if it is none. */
    public static @Nullable SecretToken parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != BYTES) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new SecretToken(
                    new UUID(buffer.getLong(), buffer.getLong()),
                    new UUID(buffer.getLong(), buffer.getLong()),
                    Arrays.copyOfRange(bytes, BYTES - SECRET_BYTES, BYTES));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The form that clients keep. */
    public String text() {
        byte[] bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(tenantUid.getMostSignificantBits())
                        .putLong(tenantUid.getLeastSignificantBits())
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .put(secret)
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the text of one begins with, of which nothing is secret: by it one is recognized. */
    static String prefix(UUID tenantUid, UUID id) {
        return new SecretToken(tenantUid, id, new byte[SECRET_BYTES])
                .text()
                .substring(0, PREFIX_LENGTH);
    }

    /** What is stored of it. */
    public byte[] hash() {
        return Sha256.of(secret);
    }

    /**
     * What is stored under this secret, if anything is.
     *
     * @param byId finds the row of the secret's id; its first column is the hash
     */
    public <T> Optional<T> find(Connection connection, Sql byId, Sql.RowReader<T> reader) {
        return byId.first(
                        connection,
                        row ->
                                matches(row.getBytes(1))
                                        ? Optional.of(reader.read(row))
                                        : Optional.<T>empty())
                .flatMap(found -> found);
    }

    /** Whether a stored hash is that of this secret; takes as long for a wrong one. */
    public boolean matches(byte[] stored) {
        return MessageDigest.isEqual(stored, hash());
    }
}
