/**
 * Packages: a tenant's metadata as one document that is carried to other tenants and environments.
 * Writing and reading them, and the edit that makes a tenant's metadata what a package says. Knows
 * nothing of records.
 */
@NullMarked
package dev.armature.metadata.packaging;

import org.jspecify.annotations.NullMarked;
