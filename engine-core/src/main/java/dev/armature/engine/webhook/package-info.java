/**
 * Webhooks: addresses of others that are told of changes, signed, in order for each record, and
 * again while they do not take it.
 */
@NullMarked
package dev.armature.engine.webhook;

import org.jspecify.annotations.NullMarked;
