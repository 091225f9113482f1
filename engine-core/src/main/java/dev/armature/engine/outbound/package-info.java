/**
 * Calls to addresses that a tenant names: to identity providers, and whatever else is to be called
 * outside. All go through one client, which reaches nothing inside.
 */
@NullMarked
package dev.armature.engine.outbound;

import org.jspecify.annotations.NullMarked;
