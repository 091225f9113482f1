/**
 * The process that runs plugins' code: takes calls over its standard input, runs each on a thread
 * of its own, and ends those that go over a limit. It has no secrets and believes what the platform
 * tells it; the platform does not believe it.
 */
@NullMarked
package dev.armature.plugin.worker;

import org.jspecify.annotations.NullMarked;
