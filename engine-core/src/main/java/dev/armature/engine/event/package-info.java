/**
 * What happens after a write: each committed change is an event in the outbox; the router turns
 * events into effects, and each effect is carried out once, retried while it fails, and parked when
 * it keeps failing.
 */
@NullMarked
package dev.armature.engine.event;

import org.jspecify.annotations.NullMarked;
