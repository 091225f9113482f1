/**
 * The field types, one record each: what options it takes, what it accepts, how its values are
 * stored, described and shown. A new type is a new record and a line in {@link
 * dev.armature.metadata.field.FieldTypes}.
 */
@NullMarked
package dev.armature.metadata.field;

import org.jspecify.annotations.NullMarked;
