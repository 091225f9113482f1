/** Work that is done again and again. */
@NullMarked
package dev.armature.engine.recurring;

import org.jspecify.annotations.NullMarked;
