package dev.armature.engine.share;

import dev.armature.engine.file.ThumbnailSize;
import dev.armature.metadata.digest.HmacSha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a link to a file says into its address, with a seal over all of it, so that nothing
 * is kept of links and nobody can turn one into another. Thread-safe.
 */
final class FileLinkSeal {

    private static final int SAID_BYTES = 3 * 2 * Long.BYTES + Long.BYTES + 2;
    private static final int SEAL_BYTES = 32;

    /** What sizes are written in, to fit into a byte. */
    private static final int PIXELS = 64;

    // A multiple of three bytes: each address has one spelling, and no bits that mean nothing.
    private static final int LENGTH = (SAID_BYTES + SEAL_BYTES) / 3 * 4;

    private final byte[] key;

    /**
     * @param key the same on every node, and for nothing else
     */
    FileLinkSeal(byte[] key) {
        this.key = key.clone();
    }

    /**
     * What a link says.
     *
     * @param tenant the uid of the tenant whose file it is
     * @param maker who made it
     * @param saved whether the file is to be saved, and not shown
     * @param size of the thumbnail that it leads to, or null for the file itself
     */
    record Said(
            UUID tenant,
            UUID file,
            UUID maker,
            Instant expiresAt,
            boolean saved,
            @Nullable ThumbnailSize size) {}

    String write(Said said) {
        byte[] body =
                put(put(put(ByteBuffer.allocate(SAID_BYTES), said.tenant), said.file), said.maker)
                        .putLong(said.expiresAt.getEpochSecond())
                        .put((byte) (said.saved ? 1 : 0))
                        .put((byte) (said.size == null ? 0 : said.size.pixels() / PIXELS))
                        .array();
        byte[] sealed = Arrays.copyOf(body, SAID_BYTES + SEAL_BYTES);
        System.arraycopy(HmacSha256.of(key, body), 0, sealed, SAID_BYTES, SEAL_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    private static ByteBuffer put(ByteBuffer buffer, UUID id) {
        return buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    /** What an address says, if it is one of ours; whether it has ended, others look. */
    @Nullable Said read(String written) {
        byte[] sealed = decode(written);
        if (sealed.length != SAID_BYTES + SEAL_BYTES) {
            return null;
        }
        byte[] body = Arrays.copyOf(sealed, SAID_BYTES);
        byte[] seal = Arrays.copyOfRange(sealed, SAID_BYTES, sealed.length);
        if (!MessageDigest.isEqual(seal, HmacSha256.of(key, body))) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(body);
        UUID tenant = id(buffer);
        UUID file = id(buffer);
        UUID maker = id(buffer);
        Instant expiresAt = Instant.ofEpochSecond(buffer.getLong());
        boolean saved = buffer.get() == 1;
        int size = buffer.get();
        return new Said(
                tenant,
                file,
                maker,
                expiresAt,
                saved,
                size == 0 ? null : ThumbnailSize.of(Integer.toString(size * PIXELS)));
    }

    private static UUID id(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] decode(String written) {
        try {
            return written.length() == LENGTH
                    ? Base64.getUrlDecoder().decode(written)
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
