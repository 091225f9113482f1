package dev.armature.engine.passkey;

import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What a browser brings of a passkey that was used. Nothing of it is known to be true.
 *
 * @param credentialId the device's name for the passkey
 * @param user whom it says to be of; null where it does not say, or says what is none of ours
 */
public record Assertion(
        byte[] credentialId,
        byte[] clientData,
        byte[] authenticatorData,
        byte[] signature,
        @Nullable UserHandle user) {

    /** Reads {@code passkey}; null where it is left out. */
    public static @Nullable Assertion read(Attributes attributes) {
        return BrowserAnswer.read(attributes, Assertion::of);
    }

    /** Reads {@code passkey}, which has to be there. */
    public static Assertion required(Attributes attributes) {
        return BrowserAnswer.required(attributes, Assertion::of);
    }

    private static Assertion of(BrowserAnswer answer) {
        return new Assertion(
                answer.bytes("/id"),
                answer.bytes("/response/clientDataJSON"),
                answer.bytes("/response/authenticatorData"),
                answer.bytes("/response/signature"),
                UserHandle.parse(answer.optional("/response/userHandle")));
    }
}
