package dev.armature.rules;

import dev.armature.metadata.model.CompiledRule;

/**
 * A rule's condition has no value for this record: a date or a duration in it leaves the range that
 * can be counted with.
 */
public final class RuleConditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CompiledRule rule;

    RuleConditionException(CompiledRule rule, RuntimeException cause) {
        super(
                "The condition of rule \""
                        + rule.definition().name()
                        + "\" cannot be computed: "
                        + cause.getMessage(),
                cause);
        this.rule = rule;
    }

    public CompiledRule rule() {
        return rule;
    }
}
