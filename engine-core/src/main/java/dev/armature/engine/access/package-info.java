/** Who asks, and what they may do. Every read and write of records passes through here. */
@NullMarked
package dev.armature.engine.access;

import org.jspecify.annotations.NullMarked;
