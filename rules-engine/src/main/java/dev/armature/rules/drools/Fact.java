package dev.armature.rules.drools;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Evaluator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kie.api.prototype.Prototype;
import org.kie.api.prototype.PrototypeFact;
import org.kie.api.prototype.PrototypeFactInstance;

/**
 * A record in the network, for one evaluation: a view, into which no values are copied, and the
 * place where matches are noted.
 */
final class Fact implements PrototypeFactInstance {

    private final PrototypeFact prototype;
    private final Operation operation;
    private final Function<Property, @Nullable Object> values;
    private final Bindings bindings;
    private final BitSet matching = new BitSet();
    private @Nullable RuntimeException failure;

    Fact(
            PrototypeFact prototype,
            Operation operation,
            Function<Property, @Nullable Object> values,
            Bindings bindings) {
        this.prototype = prototype;
        this.operation = operation;
        this.values = values;
        this.bindings = bindings;
    }

    Operation operation() {
        return operation;
    }

    // What the caller's side throws is kept for matching(): thrown through Drools it would come out
    // wrapped and leave the session half done.

    @Nullable Object value(Property property) {
        try {
            return failure == null ? values.apply(property) : null;
        } catch (RuntimeException e) {
            failure = e;
            return null;
        }
    }

    boolean holds(Expression expression) {
        try {
            return failure == null && Evaluator.holds(expression, bindings);
        } catch (RuntimeException e) {
            failure = e;
            return false;
        }
    }

    void matched(int rule) {
        matching.set(rule);
    }

    /** The numbers of the rules that matched; throws what the reading of the record threw. */
    BitSet matching() {
        if (failure != null) {
            throw failure;
        }
        return matching;
    }

    @Override
    public Prototype getPrototype() {
        return prototype;
    }

    // Constraints read through value(): Drools has no need for the rest.

    @Override
    public Object get(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(String name, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean has(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> asMap() {
        throw new UnsupportedOperationException();
    }
}
