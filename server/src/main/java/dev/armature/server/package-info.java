/**
 * The composition root: reads the configuration, chooses the embedded or the real form of each
 * thing the platform stands on, and starts it.
 */
@NullMarked
package dev.armature.server;

import org.jspecify.annotations.NullMarked;
