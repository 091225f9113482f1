/**
 * Wires the engine. What a class needs stands in its constructor; which form of it is used is
 * decided here.
 */
@NullMarked
package dev.armature.engine;

import org.jspecify.annotations.NullMarked;
