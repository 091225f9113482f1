package dev.armature.engine.mail;

import java.util.Locale;

/** What letters are about. Each has texts in every language. */
public enum LetterKind {
    /** Somebody has forgotten their password: a link with which they set a new one. */
    PASSWORD_RESET,
    /** A password was changed: who did not do it learns of it. */
    PASSWORD_CHANGED,
    /** Somebody is invited to a tenant. */
    INVITATION,
    /** Somebody signed in from where they never did: who did not do it learns of it. */
    NEW_DEVICE,
    /** A passkey was added to an account: who did not do it learns of it. */
    PASSKEY_ADDED,
    /** Somebody is to show that mail to their address reaches them. */
    EMAIL_VERIFICATION,
    /** Somebody wants this address for theirs. */
    EMAIL_CHANGE,
    /** An address was changed: who has the old one learns of it, and can go back. */
    EMAIL_CHANGED,
    /** The same of an address of which nobody has shown that it was theirs: without a way back. */
    EMAIL_REPLACED,
    /** An administrator has asked for the tenant to be erased: the others learn of it. */
    ERASURE_ASKED,
    /** An administrator has taken that back. */
    ERASURE_REVOKED,
    /** The tenant is erased: who asked for it gets the proof. */
    ERASURE_PROOF,
    /** A webhook was switched off: its maker learns of it. */
    WEBHOOK_STOPPED;

    /** The word in the database, and before the keys of its texts. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
