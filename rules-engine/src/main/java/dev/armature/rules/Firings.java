package dev.armature.rules;

import dev.armature.metadata.model.CompiledRule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** What has fired so far in one evaluation of a rule set. Serves one thread. */
final class Firings {

    private final List<CompiledRule> rules;
    private final BitSet fired = new BitSet();
    private final BitSet settled = new BitSet();
    private final List<Integer> repeats = new ArrayList<>();

    Firings(List<CompiledRule> rules) {
        this.rules = rules;
    }

    /** The first of the matching rules that has not fired for the record as it is; -1 if none. */
    int next(BitSet matching) {
        int rule = matching.nextSetBit(0);
        while (rule >= 0 && settled.get(rule)) {
            rule = matching.nextSetBit(rule + 1);
        }
        return rule;
    }

    /**
     * Notes that a rule fires.
     *
     * @throws RuleLoopException if rules have fired again too often
     */
    void add(int rule) {
        if (fired.get(rule)) {
            repeats.add(rule);
        }
        if (repeats.size() > RuleSet.MAX_REPEATS) {
            throw new RuleLoopException(loop());
        }
        fired.set(rule);
        settled.set(rule);
    }

    /** Lets rules fire again for which something has changed. */
    void reopen(IntPredicate concerned) {
        settled.stream().filter(concerned).forEach(settled::clear);
    }

    // Rules that came to rest early on may have fired twice as well; those that still fire after
    // half of the repeats are the loop.
    private List<CompiledRule> loop() {
        return repeats.subList(RuleSet.MAX_REPEATS / 2, repeats.size()).stream()
                .distinct()
                .map(rules::get)
                .toList();
    }
}
