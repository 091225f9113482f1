/**
 * Where the tables are that a tenant lives in: shared, in a schema, or in a database of its own.
 */
@NullMarked
package dev.armature.metadata.home;

import org.jspecify.annotations.NullMarked;
