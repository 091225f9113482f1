package dev.armature.plugin.script;

import java.util.Map;

/** A script engine with the one built-in that nothing can interrupt: arithmetic of big integers. */
public final class InterruptibleOrNot {

    private InterruptibleOrNot() {}

    /** An engine as it must not be. */
    public static ScriptEngine withBigIntegers() {
        return new ScriptEngine(Map.of("js.bigint", "true"));
    }
}
