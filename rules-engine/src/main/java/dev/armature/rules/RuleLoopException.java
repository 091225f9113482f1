package dev.armature.rules;

import dev.armature.metadata.model.CompiledRule;
import java.util.List;
import java.util.stream.Collectors;

/** Rules change a record and so set each other, or themselves, off again and again. */
public final class RuleLoopException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<CompiledRule> rules;

    RuleLoopException(List<CompiledRule> rules) {
        // An answer to the rules' author, not a fault of the program: no stack trace.
        super(message(rules), null, false, false);
        this.rules = List.copyOf(rules);
    }

    private static String message(List<CompiledRule> rules) {
        return rules.stream()
                .map(rule -> "\"" + rule.definition().name() + "\"")
                .collect(
                        Collectors.joining(
                                ", ",
                                "Rules set each other off without end: ",
                                " (they fired again more than "
                                        + RuleSet.MAX_REPEATS
                                        + " times in one save)"));
    }

    /** The rules in the loop, in the order in which they fire. */
    public List<CompiledRule> rules() {
        return rules;
    }
}
