/**
 * Whether what is derived from records says what the records say, and writing it anew where it does
 * not. The records' own JSON is the truth.
 */
@NullMarked
package dev.armature.engine.check;

import org.jspecify.annotations.NullMarked;
