package dev.armature.engine.passkey;

/** An answer of a browser that does not hold. Why not is for the audit log alone. */
public final class PasskeyRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is told apart of what can be wrong. */
    public enum Reason {
        /** Not to a challenge of ours, or not any more, or not for this. */
        CHALLENGE,
        /** The device counts back: there may be two of it. */
        COUNTER,
        /** The device did not verify its person, where that was asked for. */
        VERIFICATION,
        /** From another site, by another key, or no answer at all. */
        ANSWER
    }

    private final Reason reason;

    PasskeyRefusal(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
