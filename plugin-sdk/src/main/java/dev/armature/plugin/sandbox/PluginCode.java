package dev.armature.plugin.sandbox;

/**
 * The code of one plugin as one tenant has it installed.
 *
 * @param tenant a key for the tenant; opaque
 * @param plugin the plugin's id
 * @param checksum of the archive it came from; a changed module has another
 * @param source one ES module without imports, with or without an inline source map
 */
public record PluginCode(String tenant, String plugin, String checksum, String source) {}
