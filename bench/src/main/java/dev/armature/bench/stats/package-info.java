/** What many measured times come to. */
@NullMarked
package dev.armature.bench.stats;

import org.jspecify.annotations.NullMarked;
