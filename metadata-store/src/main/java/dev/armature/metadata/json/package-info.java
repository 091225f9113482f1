/** The one way JSON is read and written: exact numbers, bounded input, errors with their place. */
@NullMarked
package dev.armature.metadata.json;

import org.jspecify.annotations.NullMarked;
