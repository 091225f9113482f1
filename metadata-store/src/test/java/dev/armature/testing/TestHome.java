package dev.armature.testing;

import java.util.Locale;

/**
 * Where the tenants of tests live: in the common home or, when the property {@code armature.home}
 * says {@code schema} or {@code database}, all of them in one other home of that kind. The same
 * tests hold for each.
 */
public enum TestHome {
    COMMON,
    SCHEMA,
    DATABASE;

    /** The one that this process has. */
    public static final TestHome KIND =
            valueOf(System.getProperty("armature.home", "common").toUpperCase(Locale.ROOT));
}
