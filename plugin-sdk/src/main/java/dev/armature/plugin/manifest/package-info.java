/**
 * What a plugin says of itself: its manifest, and the capabilities it asks for in it. Plain data;
 * whether a capability was granted is asked here and enforced by the engine.
 */
@NullMarked
package dev.armature.plugin.manifest;

import org.jspecify.annotations.NullMarked;
