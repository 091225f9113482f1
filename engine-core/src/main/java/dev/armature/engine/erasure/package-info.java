/** The end of a tenant: all that it has is deleted, and what is left proves that. */
@NullMarked
package dev.armature.engine.erasure;

import org.jspecify.annotations.NullMarked;
