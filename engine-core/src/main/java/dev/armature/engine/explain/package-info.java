/** Why somebody may do something with records, or may not. */
@NullMarked
package dev.armature.engine.explain;

import org.jspecify.annotations.NullMarked;
