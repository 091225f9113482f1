package dev.armature.plugin.sandbox;

/**
 * One call of a handler.
 *
 * @param handler a property path from the module's exports, such as {@code deal.beforeSave}
 * @param contextJson an object, the handler's first argument; a decimal is written {@code
 *     {"$decimal": "12.50"}}, and {@code settings} is taken out and given to the script as {@code
 *     host.settings}
 */
public record PluginCall(String handler, String contextJson, Limits limits) {}
