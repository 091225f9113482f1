package dev.armature.engine.identity;

import dev.armature.engine.passkey.Assertion;
import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What somebody brings as their second factor: a code, or a passkey.
 *
 * @param otp a code of the device, or a recovery code
 */
record SecondProof(@Nullable String otp, @Nullable Assertion passkey) {

    private static final int MAX_CODE = 50;

    /** Reads {@code otp} and {@code passkey}; both may be left out. */
    static SecondProof read(Attributes attributes) {
        return new SecondProof(
                attributes.optionalText("otp", MAX_CODE), Assertion.read(attributes));
    }

    boolean isMissing() {
        return otp == null && passkey == null;
    }
}
