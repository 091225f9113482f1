/**
 * A tenant's metadata as its administrator wrote it: objects with their fields, validations,
 * layouts, views and rules. Plain immutable data with its JSON form; what is compiled from it is
 * the model package's.
 */
@NullMarked
package dev.armature.metadata.definition;

import org.jspecify.annotations.NullMarked;
