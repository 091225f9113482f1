package dev.armature.plugin.script;

import java.util.Map;

/**
 * A script engine as it must not be: with texts so long that taking one apart fills a heap in a
 * single step.
 */
public final class LooseEngine {

    private LooseEngine() {}

    public static ScriptEngine start() {
        return new ScriptEngine(Map.of("js.string-length-limit", "16777216"));
    }
}
