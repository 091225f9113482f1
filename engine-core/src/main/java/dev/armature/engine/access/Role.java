package dev.armature.engine.access;

import java.util.Locale;

/** What a user is to a tenant. */
public enum Role {
    /** Changes metadata, users and plugins, and does what a user does. */
    ADMINISTRATOR,
    /** Works with records. */
    USER;

    /** The role's word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word that the platform wrote itself. */
    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
