/**
 * Keeps metadata in PostgreSQL: one row for each object, field and part, through Micronaut Data
 * repositories. Nothing outside this package sees a row.
 */
@NullMarked
package dev.armature.metadata.store;

import org.jspecify.annotations.NullMarked;
