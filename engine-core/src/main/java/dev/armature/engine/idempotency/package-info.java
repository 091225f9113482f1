/** Requests that are carried out once, however often a client that lost the answer sends them. */
@NullMarked
package dev.armature.engine.idempotency;

import org.jspecify.annotations.NullMarked;
