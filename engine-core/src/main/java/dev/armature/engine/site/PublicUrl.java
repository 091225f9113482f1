package dev.armature.engine.site;

import java.util.function.IntSupplier;

/**
 * The address under which people and programs reach the installation, as its operator says. What a
 * request says of it in {@code Host} is never believed: whoever sends the request writes that.
 * Thread-safe.
 */
public final class PublicUrl {

    private static final String ANY_PORT = ":0";

    private final String url;
    private final IntSupplier port;

    /**
     * @param url the address without a slash at its end; with port 0 where the server takes one
     *     that is free
     * @param port tells which one it took, once it runs
     */
    public PublicUrl(String url, IntSupplier port) {
        this.url = url;
        this.port = port;
    }

    /** The address without a slash at its end. */
    public String text() {
        return url.endsWith(ANY_PORT) ? url.substring(0, url.length() - 1) + port.getAsInt() : url;
    }

    /** The address of a path that begins with a slash. */
    public String of(String path) {
        return text() + path;
    }
}
