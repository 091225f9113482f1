package dev.armature.rules;

import dev.armature.metadata.model.CompiledRule;

/** Carries out the actions of a rule that fires. */
@FunctionalInterface
public interface Firing {

    /**
     * Carries out the rule's actions. They may change the record; what they changed is seen in the
     * {@link RuleFact} afterwards. An exception ends the evaluation and passes to its caller.
     */
    void fired(CompiledRule rule);
}
