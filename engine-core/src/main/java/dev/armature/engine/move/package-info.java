/** Moves tenants from one home to another while they are at work. */
@NullMarked
package dev.armature.engine.move;

import org.jspecify.annotations.NullMarked;
