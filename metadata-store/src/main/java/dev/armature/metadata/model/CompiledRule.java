package dev.armature.metadata.model;

import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule with its checked expressions.
 *
 * @param condition null for always
 */
public record CompiledRule(
        RuleDefinition definition,
        @Nullable CheckedExpression condition,
        List<CompiledAction> actions) {

    /** An action with its checked expressions. */
    public sealed interface CompiledAction {

        /** Sets a field of the record being saved. */
        record SetField(FieldModel field, CheckedExpression value) implements CompiledAction {}

        /** Creates a record of another object. */
        record CreateRecord(String object, Map<String, CheckedExpression> values)
                implements CompiledAction {
            public CreateRecord {
                values = Map.copyOf(values);
            }
        }
    }

    public CompiledRule {
        actions = List.copyOf(actions);
    }
}
