/** Changes of an object's fields while its records are written. */
@NullMarked
package dev.armature.bench.fields;

import org.jspecify.annotations.NullMarked;
