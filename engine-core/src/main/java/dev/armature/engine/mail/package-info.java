/**
 * Letters to people: written in their language, queued in the transaction of what they tell of, and
 * sent from there.
 */
@NullMarked
package dev.armature.engine.mail;

import org.jspecify.annotations.NullMarked;
