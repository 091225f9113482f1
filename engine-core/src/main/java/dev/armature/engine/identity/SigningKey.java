package dev.armature.engine.identity;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Instant;

/**
 * A key that signs tokens.
 *
 * @param signsAt from when on it signs; before, it is only published
 */
record SigningKey(RSAKey key, Instant signsAt) {

    String id() {
        return key.getKeyID();
    }

    /** Whether its time to sign has come; another may have followed it. */
    boolean hasBegun(Instant now) {
        return !signsAt.isAfter(now);
    }
}
