/**
 * Records changed in quantity, as jobs: every record that a filter picks is changed or deleted, and
 * what a job did is undone, all through the ordinary write pipeline in batches.
 */
@NullMarked
package dev.armature.engine.mass;

import org.jspecify.annotations.NullMarked;
