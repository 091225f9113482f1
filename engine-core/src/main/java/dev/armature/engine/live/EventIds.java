package dev.armature.engine.live;

import dev.armature.metadata.digest.HmacSha256;
import dev.armature.metadata.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The ids of events as clients see them: a home, a place and a time, sealed for one tenant. In
 * clear they would tell how much the whole installation writes. The seal is made of what is sealed,
 * so that an event has one id, whichever node tells it. Thread-safe.
 */
final class EventIds {

    private static final int BODY = 24;
    private static final int SEAL = 8;

    // The seconds leave room for the number of a home.
    private static final int SECONDS_BITS = 40;

    private final Mac keyed;

    /** Where and when an event was. */
    record Mark(Position position, Instant at) {}

    /**
     * @param secret at least 32 bytes, the same on every node
     */
    EventIds(byte[] secret) {
        keyed = HmacSha256.keyed(secret);
    }

    String write(TenantId tenant, Position position, Instant at) {
        byte[] body =
                ByteBuffer.allocate(BODY)
                        .putLong(position.transaction())
                        .putLong(position.id())
                        .putLong((long) position.home() << SECONDS_BITS | at.getEpochSecond())
                        .array();
        byte[] seal = Arrays.copyOf(mac("seal", tenant, body), SEAL);
        byte[] sealed =
                ByteBuffer.allocate(SEAL + BODY).put(seal).put(hidden(tenant, seal, body)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** What an id says; null when it is none of the tenant's. */
    @Nullable Mark read(TenantId tenant, String id) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (sealed.length != SEAL + BODY) {
            return null;
        }
        byte[] seal = Arrays.copyOf(sealed, SEAL);
        byte[] body = hidden(tenant, seal, Arrays.copyOfRange(sealed, SEAL, sealed.length));
        if (!MessageDigest.isEqual(seal, Arrays.copyOf(mac("seal", tenant, body), SEAL))) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(body);
        Position place = new Position(buffer.getLong(), buffer.getLong());
        long last = buffer.getLong();
        return new Mark(
                place.in((int) (last >>> SECONDS_BITS)),
                Instant.ofEpochSecond(last & (1L << SECONDS_BITS) - 1));
    }

    /** Hides a body, or shows one that is hidden. */
    private byte[] hidden(TenantId tenant, byte[] seal, byte[] body) {
        byte[] mask = mac("mask", tenant, seal);
        byte[] hidden = body.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= mask[i];
        }
        return hidden;
    }

    private byte[] mac(String purpose, TenantId tenant, byte[] input) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update((purpose + "/" + tenant + "/").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(input);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
