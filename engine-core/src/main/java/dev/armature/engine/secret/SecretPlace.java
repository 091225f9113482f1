package dev.armature.engine.secret;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The one place where a secret belongs: what was sealed for it opens nowhere else. */
public record SecretPlace(int tenant, int object, int field, UUID record) {

    byte[] bytes() {
        return ByteBuffer.allocate(3 * Integer.BYTES + 2 * Long.BYTES)
                .putInt(tenant)
                .putInt(object)
                .putInt(field)
                .putLong(record.getMostSignificantBits())
                .putLong(record.getLeastSignificantBits())
                .array();
    }
}
