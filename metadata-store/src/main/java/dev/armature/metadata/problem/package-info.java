/**
 * How anything in the platform says no: a stable {@link dev.armature.metadata.problem.ErrorCode},
 * and for bad input a list of {@link dev.armature.metadata.problem.Problem}s, each at its place.
 * Knows nothing of HTTP; the controllers turn an {@link
 * dev.armature.metadata.problem.EngineException} into a problem document.
 */
@NullMarked
package dev.armature.metadata.problem;

import org.jspecify.annotations.NullMarked;
