package dev.armature.engine.http;

/** The bounds of requests. */
final class Limits {

    /** The largest body, in bytes; files to import are streamed and have a bound of their own. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    /** The longest first line of a request: its method and address. */
    static final int MAX_ADDRESS_BYTES = 4096;

    /** The headers of a request, all together. */
    static final int MAX_HEADER_BYTES = 16_384;

    private Limits() {}
}
