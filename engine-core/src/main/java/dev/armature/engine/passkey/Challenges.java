package dev.armature.engine.passkey;

import dev.armature.metadata.digest.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Challenges, which every node knows for the installation's own: each is sealed with when it ends,
 * what it is for and, once somebody is known, for whom. Only those that were used are kept, so
 * strangers who ask for many fill nothing. Thread-safe.
 */
public final class Challenges {

    /** How long somebody may take to answer. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final int ID_BYTES = 16;
    private static final int HEAD_BYTES = ID_BYTES + Long.BYTES;
    private static final int SEAL_BYTES = 32;

    private final byte[] key;
    private final Clock clock;

    /**
     * @param key what challenges are sealed with
     */
    public Challenges(byte[] key, Clock clock) {
        this.key = key.clone();
        this.clock = clock;
    }

    /** A new one. */
    byte[] issue(Purpose purpose, @Nullable UserHandle whose) {
        UUID id = UUID.randomUUID();
        byte[] head =
                ByteBuffer.allocate(HEAD_BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .putLong(clock.instant().plus(LIFETIME).toEpochMilli())
                        .array();
        return ByteBuffer.allocate(HEAD_BYTES + SEAL_BYTES)
                .put(head)
                .put(seal(head, purpose, whose))
                .array();
    }

    /** What it is, if it is ours, for this purpose and these people, and has not ended. */
    Optional<Challenge> read(byte[] bytes, Purpose purpose, @Nullable UserHandle whose) {
        if (bytes.length != HEAD_BYTES + SEAL_BYTES) {
            return Optional.empty();
        }
        byte[] head = Arrays.copyOf(bytes, HEAD_BYTES);
        byte[] seal = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        if (!MessageDigest.isEqual(seal, seal(head, purpose, whose))) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(head);
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        Instant expiresAt = Instant.ofEpochMilli(buffer.getLong());
        return expiresAt.isAfter(clock.instant())
                ? Optional.of(new Challenge(id, expiresAt))
                : Optional.empty();
    }

    private byte[] seal(byte[] head, Purpose purpose, @Nullable UserHandle whose) {
        Mac mac = HmacSha256.keyed(key);
        mac.update(head);
        mac.update(purpose.name().getBytes(StandardCharsets.US_ASCII));
        return whose == null ? mac.doFinal() : mac.doFinal(whose.bytes());
    }
}
