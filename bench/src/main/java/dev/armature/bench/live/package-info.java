/** Ten thousand who listen to one node, and what they hear. */
@NullMarked
package dev.armature.bench.live;

import org.jspecify.annotations.NullMarked;
