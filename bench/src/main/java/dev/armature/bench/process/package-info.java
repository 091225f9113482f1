/** Services in processes of their own, and what they cost. */
@NullMarked
package dev.armature.bench.process;

import org.jspecify.annotations.NullMarked;
