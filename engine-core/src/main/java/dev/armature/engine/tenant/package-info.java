/** A tenant as its own administrators see it: what it is called, where it is, how it looks. */
@NullMarked
package dev.armature.engine.tenant;

import org.jspecify.annotations.NullMarked;
