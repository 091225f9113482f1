/** All that a tenant has as one archive, for its administrators to take away. */
@NullMarked
package dev.armature.engine.archive;

import org.jspecify.annotations.NullMarked;
