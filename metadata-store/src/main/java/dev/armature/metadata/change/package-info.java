/**
 * Changing metadata: an edit is a pure function from one definition to the next, what it gives is
 * checked as a whole ({@link dev.armature.metadata.change.DefinitionChecker}), the difference is
 * planned ({@link dev.armature.metadata.change.ChangePlanner}) and published in one transaction.
 */
@NullMarked
package dev.armature.metadata.change;

import org.jspecify.annotations.NullMarked;
