package dev.armature.rules;

import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.drools.RuleNetwork;
import java.time.DateTimeException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one object at one moment, compiled. Immutable and safe for any number of threads.
 * Compiling costs tens to hundreds of microseconds and some 4 KB of memory a rule; build it once
 * for a version of the metadata and keep it.
 */
public final class RuleSet {

    /**
     * How often, within one {@link #fire}, rules may fire again that have fired before. The first
     * firing of each rule is not counted: they are as many as there are rules.
     */
    public static final int MAX_REPEATS = 100;

    private final List<CompiledRule> rules;
    private final @Nullable RuleNetwork network;
    private final Reads reads;

    private RuleSet(ObjectModel object, List<CompiledRule> rules) {
        this.rules = List.copyOf(rules);
        this.network = rules.isEmpty() ? null : RuleNetwork.compile(object, this.rules);
        this.reads = new Reads(object, this.rules);
    }

    /** Compiles the object's enabled rules of one moment. */
    public static RuleSet compile(ObjectModel object, Moment moment) {
        return compile(
                object,
                object.rules().stream()
                        .filter(rule -> rule.definition().moment() == moment)
                        .toList());
    }

    /** Compiles rules of an object; they fire and match in the order of the list. */
    public static RuleSet compile(ObjectModel object, List<CompiledRule> rules) {
        return new RuleSet(object, rules);
    }

    /** The rules, in order. */
    public List<CompiledRule> rules() {
        return rules;
    }

    /**
     * Fires the rules that are about the operation and whose condition holds: one at a time, the
     * first in order first, every time looking at the record as it then is. A rule that has fired
     * fires again only when a field has changed that its condition or its actions read. Ends when
     * no rule is left to fire.
     *
     * @throws RuleLoopException after {@link #MAX_REPEATS} repeated firings; the actions carried
     *     out so far are the caller's to undo
     * @throws RuleConditionException if a condition cannot be computed
     */
    public void fire(Operation operation, RuleFact fact, Firing firing) {
        BitSet matching = matching(operation, fact);
        if (matching.isEmpty()) {
            return;
        }
        Firings firings = new Firings(rules);
        @Nullable Object[] before = reads.values(fact);
        for (int rule = firings.next(matching); rule >= 0; rule = firings.next(matching)) {
            firings.add(rule);
            firing.fired(rules.get(rule));
            @Nullable Object[] after = reads.values(fact);
            BitSet changes = Reads.changes(before, after);
            if (!changes.isEmpty()) {
                firings.reopen(other -> reads.concern(other, changes));
                matching = matching(operation, fact);
            }
            before = after;
        }
    }

    /**
     * The rules that are about the operation and whose condition holds for the record, in order.
     *
     * @throws RuleConditionException if a condition cannot be computed
     */
    public List<CompiledRule> matches(Operation operation, RuleFact fact) {
        return matching(operation, fact).stream().mapToObj(rules::get).toList();
    }

    private BitSet matching(Operation operation, RuleFact fact) {
        if (network == null) {
            return new BitSet();
        }
        try {
            return network.matching(operation, fact::value, fact.bindings());
        } catch (ArithmeticException | DateTimeException e) {
            throw failed(operation, fact, e);
        }
    }

    // The network shares the parts of conditions among rules; only asking them one by one tells
    // which it was.
    private RuntimeException failed(Operation operation, RuleFact fact, RuntimeException failure) {
        for (CompiledRule rule : rules) {
            if (rule.condition() != null && rule.definition().on().contains(operation)) {
                try {
                    rule.condition().holds(fact.bindings());
                } catch (ArithmeticException | DateTimeException e) {
                    return new RuleConditionException(rule, e);
                }
            }
        }
        return failure;
    }
}
