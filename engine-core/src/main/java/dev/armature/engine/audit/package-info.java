/**
 * The audit log: what happened to a tenant's security, in a chain that shows where somebody changed
 * it afterwards.
 */
@NullMarked
package dev.armature.engine.audit;

import org.jspecify.annotations.NullMarked;
