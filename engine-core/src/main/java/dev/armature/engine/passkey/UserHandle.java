package dev.armature.engine.passkey;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom a passkey is for, as it tells itself: nobody has to type a tenant or an address. It says
 * nothing of them to anybody else. Of one that was read nothing is known to be true.
 */
public record UserHandle(UUID tenantUid, UUID userId) {

    private static final int BYTES = 32;

    /** Takes one apart; null if it is none of ours. */
    public static @Nullable UserHandle parse(byte[] bytes) {
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UserHandle(
                new UUID(buffer.getLong(), buffer.getLong()),
                new UUID(buffer.getLong(), buffer.getLong()));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(tenantUid.getMostSignificantBits())
                .putLong(tenantUid.getLeastSignificantBits())
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .array();
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }
}
