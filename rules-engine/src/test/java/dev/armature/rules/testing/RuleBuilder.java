package dev.armature.rules.testing;

import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.definition.Translations;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.CompiledRule.CompiledAction;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule of an object, from texts. Applies to create and update unless it is told otherwise. */
public final class RuleBuilder {

    private final ObjectModel object;
    private final String name;
    private final List<CompiledAction> actions = new ArrayList<>();
    private Set<Operation> operations = Set.of(Operation.CREATE, Operation.UPDATE);
    private @Nullable String condition;

    private RuleBuilder(ObjectModel object, String name) {
        this.object = object;
        this.name = name;
    }

    public static RuleBuilder rule(ObjectModel object, String name) {
        return new RuleBuilder(object, name);
    }

    /** A rule that does nothing, named by its condition. */
    public static CompiledRule condition(ObjectModel object, String condition) {
        return rule(object, condition).when(condition).build();
    }

    public RuleBuilder on(Operation... chosen) {
        operations = Set.of(chosen);
        return this;
    }

    public RuleBuilder when(String text) {
        condition = text;
        return this;
    }

    public RuleBuilder set(String fieldName, String value) {
        FieldModel field = object.field(fieldName);
        actions.add(
                new CompiledAction.SetField(
                        field,
                        Expressions.check(value, object.scope(true), field.property().type())));
        return this;
    }

    public CompiledRule build() {
        RuleDefinition definition =
                new RuleDefinition(
                        1,
                        name,
                        name,
                        true,
                        Moment.BEFORE_SAVE,
                        operations,
                        0,
                        condition,
                        List.of(),
                        Translations.NONE,
                        null);
        return new CompiledRule(
                definition,
                condition == null
                        ? null
                        : Expressions.check(
                                condition, object.scope(true), ValueType.Scalar.BOOLEAN),
                actions);
    }
}
