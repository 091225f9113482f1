package dev.armature.engine.federation;

import java.io.Serial;

/**
 * A provider that did not do what it should. What it says is for the tenant's administrators; who
 * signs in is told that it did not work.
 */
final class ProviderFailure extends Exception {

    @Serial private static final long serialVersionUID = 1;

    private final String what;

    ProviderFailure(String what) {
        super(what);
        this.what = what;
    }

    ProviderFailure(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    /** What was wrong. */
    String what() {
        return what;
    }
}
