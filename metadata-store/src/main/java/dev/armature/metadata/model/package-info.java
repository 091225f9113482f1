/**
 * The immutable snapshot of one tenant's metadata that requests work by, with what is compiled from
 * it. Built from a {@link dev.armature.metadata.definition.TenantDefinition}; expressions are
 * compiled when first used. Shared freely between threads.
 */
@NullMarked
package dev.armature.metadata.model;

import org.jspecify.annotations.NullMarked;
