/**
 * Plugins in a tenant: installing, switching on and off and removing them, running their hooks as a
 * step of every write, and doing what they ask of the platform, within what they were granted and
 * what the caller may do.
 */
@NullMarked
package dev.armature.engine.plugin;

import org.jspecify.annotations.NullMarked;
