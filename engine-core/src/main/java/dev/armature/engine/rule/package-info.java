/** Lets a tenant's rules take part: before a record is saved, and after it was. */
@NullMarked
package dev.armature.engine.rule;

import org.jspecify.annotations.NullMarked;
