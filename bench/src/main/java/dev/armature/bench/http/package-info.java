/** The HTTP API against the hand-written service, in turns. */
@NullMarked
package dev.armature.bench.http;

import org.jspecify.annotations.NullMarked;
