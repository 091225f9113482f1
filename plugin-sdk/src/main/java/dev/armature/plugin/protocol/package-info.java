/**
 * What the platform and its worker processes say to each other: length-prefixed frames, one message
 * each, over the worker's standard streams. Values of scripts stay JSON text in them. Frames from a
 * worker are read as an enemy's: every length is checked before it is believed.
 */
@NullMarked
package dev.armature.plugin.protocol;

import org.jspecify.annotations.NullMarked;
