/**
 * Fields changed in ways that touch their values: into another type, or to other options with
 * replacements. A job converts; readers see the old field until all is there, then the new one.
 */
@NullMarked
package dev.armature.engine.conversion;

import org.jspecify.annotations.NullMarked;
