package dev.armature.engine.passkey;

/** What an answer to a challenge is good for; it is good for nothing else. */
public enum Purpose {
    /** To add a passkey. */
    ADDING,
    /** To sign in by it alone: its person was verified, so it is both factors. */
    SIGN_IN,
    /** To be the second factor after a password. */
    SECOND_FACTOR,
    /** To show who is signed in that they still are. */
    PROOF;

    /** Whether the device has to have verified its person, and not only that somebody is there. */
    boolean needsVerification() {
        return this == SIGN_IN;
    }
}
