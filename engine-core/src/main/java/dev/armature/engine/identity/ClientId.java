package dev.armature.engine.identity;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The name by which an app of others comes: it tells whose app it is, since nothing else does
 * before somebody has signed in. It is no secret.
 */
public record ClientId(UUID tenantUid, UUID appId) {

    private static final int BYTES = 32;

    /** Takes a text apart; null if it is none. */
    public static @Nullable ClientId parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != BYTES) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            ClientId id =
                    new ClientId(
                            new UUID(buffer.getLong(), buffer.getLong()),
                            new UUID(buffer.getLong(), buffer.getLong()));
            // Each has one form: a text is compared as it is in many places outside.
            return id.text().equals(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The form that clients have. */
    public String text() {
        byte[] bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(tenantUid.getMostSignificantBits())
                        .putLong(tenantUid.getLeastSignificantBits())
                        .putLong(appId.getMostSignificantBits())
                        .putLong(appId.getLeastSignificantBits())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
