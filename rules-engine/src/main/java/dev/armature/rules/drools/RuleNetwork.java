package dev.armature.rules.drools;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.drools.Constraint.FieldTest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.model.DSL;
import org.drools.model.PatternDSL;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.model.prototype.PrototypeDSL;
import org.drools.model.prototype.PrototypeVariable;
import org.drools.modelcompiler.KieBaseBuilder;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.prototype.PrototypeFactInstance;

/**
 * The conditions of an object's rules as a network that is asked once for all of them. Immutable
 * and safe for any number of threads.
 */
public final class RuleNetwork {

    // One for all: a copy for each network would take 10 KB, and most of the time to build it.
    private static final KieBaseConfiguration CONFIGURATION =
            RuleBaseFactory.newKnowledgeBaseConfiguration();

    private final RecordPrototype prototype;
    private final Sessions sessions;

    private RuleNetwork(RecordPrototype prototype, KieBase base) {
        this.prototype = prototype;
        this.sessions = new Sessions(base);
    }

    /** Builds the network; a rule's number is its place in the list. */
    public static RuleNetwork compile(ObjectModel object, List<CompiledRule> rules) {
        RecordPrototype prototype = new RecordPrototype(object);
        Map<Constraint, String> ids = new HashMap<>();
        ModelImpl model = new ModelImpl();
        for (int number = 0; number < rules.size(); number++) {
            model.addRule(
                    rule(number, Conjunction.of(rules.get(number), prototype), prototype, ids));
        }
        return new RuleNetwork(
                prototype, KieBaseBuilder.createKieBaseFromModel(List.of(model), CONFIGURATION));
    }

    // Drools shares the nodes of equal ids. An id made of a literal's text would take 1 for "1", so
    // it is a number given to each different constraint.
    private static Rule rule(
            int number,
            List<Constraint> constraints,
            RecordPrototype prototype,
            Map<Constraint, String> ids) {
        PrototypeVariable variable = PrototypeDSL.variable(prototype.prototype(), "record");
        PatternDSL.PatternDef<PrototypeFactInstance> pattern = PrototypeDSL.protoPattern(variable);
        for (Constraint constraint : constraints) {
            String id = ids.computeIfAbsent(constraint, unseen -> "constraint " + ids.size());
            if (constraint instanceof FieldTest test) {
                pattern.expr(id, fact -> test.holds((Fact) fact), prototype.index(test));
            } else {
                pattern.expr(id, fact -> constraint.holds((Fact) fact));
            }
        }
        return PatternDSL.rule("rule " + number)
                .build(pattern, DSL.on(variable).execute(fact -> ((Fact) fact).matched(number)));
    }

    /**
     * The numbers of the rules that match a record.
     *
     * @param values the current values of the record's stored fields
     * @throws RuntimeException what the bindings or the evaluation of an expression throw
     */
    public BitSet matching(
            Operation operation, Function<Property, @Nullable Object> values, Bindings bindings) {
        Fact fact = new Fact(prototype.prototype(), operation, values, bindings);
        sessions.evaluate(fact);
        return fact.matching();
    }

    /** How many sessions there are, in use and spare. */
    int sessions() {
        return sessions.count();
    }
}
