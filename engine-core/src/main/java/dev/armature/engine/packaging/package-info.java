/**
 * Packages of metadata on their way in and out of a tenant: exported, looked at as a plan with what
 * it would do to records, applied in one transaction, and taken back.
 */
@NullMarked
package dev.armature.engine.packaging;

import org.jspecify.annotations.NullMarked;
