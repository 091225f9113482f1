/** Digests of bytes. */
@NullMarked
package dev.armature.metadata.digest;

import org.jspecify.annotations.NullMarked;
