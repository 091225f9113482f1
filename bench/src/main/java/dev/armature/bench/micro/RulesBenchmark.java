package dev.armature.bench.micro;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.CompiledRule.CompiledAction;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.RuleFact;
import dev.armature.rules.RuleSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One record before it is saved, put to an object's rules, of which one fires and sets a field. */
@State(Scope.Benchmark)
public class RulesBenchmark {

    private final Rules one = new Rules(1);
    private final Rules ten = new Rules(10);
    private final Rules hundred = new Rules(100);

    /** An object's rules and a record for them. */
    private static final class Rules implements RuleFact, Bindings {
        private final ObjectModel deal;
        private final RuleSet rules;
        private final Map<Integer, Object> values = new HashMap<>();
        private final Environment environment;

        Rules(int count) {
            deal = Models.deal(count);
            rules = RuleSet.compile(deal, Moment.BEFORE_SAVE);
            Caller caller = Models.caller();
            environment = caller.environment(Instant.parse("2026-01-01T00:00:00Z"));
        }

        private int id(String field) {
            FieldModel model = Objects.requireNonNull(deal.field(field));
            return model.id();
        }

        Map<Integer, Object> fire() {
            values.clear();
            values.put(id("stage"), "won");
            values.put(id("amount"), BigDecimal.valueOf(5_000));
            values.put(id("probability"), BigDecimal.TEN);
            rules.fire(Operation.UPDATE, this, this::carryOut);
            return values;
        }

        private void carryOut(CompiledRule rule) {
            for (CompiledAction action : rule.actions()) {
                if (action instanceof CompiledAction.SetField set) {
                    Object value = set.value().evaluate(this);
                    if (value != null) {
                        values.put(set.field().id(), value);
                    }
                }
            }
        }

        @Override
        public @Nullable Object value(Property property) {
            return values.get(property.fieldId());
        }

        @Override
        public Bindings bindings() {
            return this;
        }

        @Override
        public @Nullable Object read(Expression.Read read) {
            return values.get(read.path().getFirst().fieldId());
        }

        @Override
        public Environment environment() {
            return environment;
        }
    }

    /** One rule. */
    @Benchmark
    public Map<Integer, Object> rules1() {
        return one.fire();
    }

    /** Ten rules. */
    @Benchmark
    public Map<Integer, Object> rules10() {
        return ten.fire();
    }

    /** A hundred rules. */
    @Benchmark
    public Map<Integer, Object> rules100() {
        return hundred.fire();
    }
}
