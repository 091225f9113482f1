/**
 * Keeps worker processes and gives them calls: starts them confined, replaces those that die, kills
 * those that cannot be trusted any more, makes calls again that were lost through no fault of
 * theirs, and holds each plugin to its share.
 */
@NullMarked
package dev.armature.plugin.pool;

import org.jspecify.annotations.NullMarked;
