package dev.armature.engine.http;

/** The bounds of requests. */
final class Limits {

    /** The largest body, in bytes; files to import are streamed and have a bound of their own. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    private Limits() {}
}
