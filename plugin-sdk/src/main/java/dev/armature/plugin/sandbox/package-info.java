/**
 * Running a plugin's code, as the engine sees it: {@link dev.armature.plugin.sandbox.PluginSandbox}
 * takes code and a call and gives back a {@link dev.armature.plugin.sandbox.PluginOutcome}. Values
 * are JSON text in both directions. Knows neither the script engine nor the processes it runs in.
 */
@NullMarked
package dev.armature.plugin.sandbox;

import org.jspecify.annotations.NullMarked;
