package dev.armature.plugin.pool;

import dev.armature.plugin.sandbox.PluginCode;

/** A plugin in one tenant. */
record PluginKey(String tenant, String plugin) {

    static PluginKey of(PluginCode code) {
        return new PluginKey(code.tenant(), code.plugin());
    }
}
