package dev.armature.plugin.script;

import org.graalvm.polyglot.Source;

/** One ES module, parsed once and run in a fresh context for each call. Thread-safe. */
public final class ScriptModule {

    /** The longest module, in characters. */
    public static final int MAX_LENGTH = 1 << 20;

    private final String name;
    private final Source source;
    private volatile boolean loaded;

    /**
     * @param name stands in stack traces
     */
    public ScriptModule(String name, String text) {
        this.name = name;
        this.source =
                Source.newBuilder("js", text, name)
                        .mimeType("application/javascript+module")
                        .buildLiteral();
    }

    public String name() {
        return name;
    }

    Source source() {
        return source;
    }

    boolean isLoaded() {
        return loaded;
    }

    void setLoaded() {
        loaded = true;
    }
}
