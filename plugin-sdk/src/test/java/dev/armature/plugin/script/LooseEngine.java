package dev.armature.plugin.script;

import java.util.Map;

/**
 * A script engine as it must not be: with arithmetic of big integers, which nothing can interrupt,
 * and texts so long that taking one apart fills a heap in a single step.
 */
public final class LooseEngine {

    private LooseEngine() {}

    public static ScriptEngine start() {
        return new ScriptEngine(Map.of("js.bigint", "true", "js.string-length-limit", "16777216"));
    }
}
