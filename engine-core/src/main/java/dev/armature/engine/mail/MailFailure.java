package dev.armature.engine.mail;

/** A letter was not taken. */
public final class MailFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    MailFailure(String message, boolean permanent, Throwable cause) {
        super(message, cause);
        this.permanent = permanent;
    }

    /** Whether it would be refused again. */
    public boolean permanent() {
        return permanent;
    }
}
