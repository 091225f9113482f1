/**
 * Filling the rollups of objects with many records, as a job: {@link
 * dev.armature.engine.rollup.RollupWork}.
 */
@NullMarked
package dev.armature.engine.rollup;

import org.jspecify.annotations.NullMarked;
