package dev.armature.metadata.change;

import dev.armature.metadata.definition.Action;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Formulas;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.OwnValues;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks every expression and every field name that one object's definition holds. */
final class ExpressionChecker {

    private final ObjectModel object;
    private final ObjectDefinition definition;
    private final Problems problems;

    ExpressionChecker(ObjectModel object, Problems problems) {
        this.object = object;
        this.definition = object.definition();
        this.problems = problems;
    }

    void check() {
        object.fields().forEach(this::field);
        new OptionChecker(this, object, problems).check();
        for (Part part : definition.parts()) {
            String place = EditContext.place(definition, part);
            switch (part) {
                case ValidationDefinition validation -> validation(validation, place);
                case LayoutDefinition layout -> layout(layout, place);
                case ViewDefinition view -> view(view, place);
                case RuleDefinition rule -> rule(rule, place);
            }
        }
    }

    private void field(FieldModel field) {
        FieldDefinition fieldDefinition = field.definition();
        String place = EditContext.place(definition, fieldDefinition);
        String defaultValue = fieldDefinition.defaultValue();
        if (defaultValue != null) {
            value(defaultValue, field, object.scope(false), place + "/default");
        }
        if (field.type() instanceof ComputedType computed) {
            attempt(
                    place + "/" + computed.expressionAttribute(),
                    () -> Formulas.compile(computed, object.scope(false)));
        }
        if (field.type() instanceof RollupType rollup) {
            rollup(rollup, place);
        }
    }

    private void rollup(RollupType rollup, String place) {
        ObjectModel children = object.tenant().required(rollup.object());
        attempt(place + "/of", () -> ownValues(Rollup.argument(rollup, children), place + "/of"));
        attempt(
                place + "/filter",
                () -> ownValues(Rollup.condition(rollup, children), place + "/filter"));
    }

    /** Refuses what can change without a write of the record that it is about. */
    void ownValues(@Nullable CheckedExpression checked, String place) {
        if (checked != null && !OwnValues.suffice(object.tenant(), checked.root())) {
            problems.add(
                    place,
                    "not_allowed",
                    "A record's own values can be used, and formulas over them; not other"
                            + " records, the user, the time or its zone");
        }
    }

    private void validation(ValidationDefinition validation, String place) {
        condition(validation.expression(), place + "/expression");
        if (validation.field() != null) {
            known(object, validation.field(), place + "/field");
        }
    }

    private void layout(LayoutDefinition layout, String place) {
        for (int i = 0; i < layout.sections().size(); i++) {
            LayoutDefinition.Section section = layout.sections().get(i);
            String at = Pointers.at(place + "/sections", i);
            visibility(section.visibleWhen(), at);
            for (int j = 0; j < section.items().size(); j++) {
                LayoutDefinition.Item item = section.items().get(j);
                String pointer = Pointers.at(at + "/fields", j);
                known(object, item.field(), pointer);
                visibility(item.visibleWhen(), pointer);
            }
        }
    }

    /** A condition that a form asks while it is filled in, with nothing else at hand. */
    private void visibility(@Nullable String condition, String at) {
        if (condition == null) {
            return;
        }
        String place = at + "/visibleWhen";
        attempt(
                place,
                () -> {
                    Expression root =
                            Expressions.check(
                                            condition,
                                            object.scope(false),
                                            ValueType.Scalar.BOOLEAN)
                                    .root();
                    if (!OwnValues.sufficeOnForms(object.tenant(), root)) {
                        problems.add(
                                place,
                                "not_allowed",
                                "A form knows the values of its record, formulas over them, the"
                                        + " user and the time; not those of other records,"
                                        + " nor who reports to the user");
                    }
                });
    }

    private void view(ViewDefinition view, String place) {
        paths(view.columns(), place + "/columns");
        paths(
                view.sort().stream()
                        .map(sort -> sort.startsWith("-") ? sort.substring(1) : sort)
                        .toList(),
                place + "/sort");
        String filter = view.filter();
        if (filter != null) {
            attempt(
                    place + "/filter",
                    () -> Expressions.check(filter, object.scope(false), ValueType.Scalar.BOOLEAN));
        }
    }

    private void paths(List<String> paths, String place) {
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            String at = Pointers.at(place, i);
            attempt(
                    at,
                    () -> {
                        if (!(Expressions.check(path, object.scope(false)).root()
                                instanceof Expression.Read)) {
                            problems.add(
                                    at,
                                    "unknown_field",
                                    "A field is expected, or a path such as account.name");
                        }
                    });
        }
    }

    private void rule(RuleDefinition rule, String place) {
        String condition = rule.condition();
        if (condition != null) {
            condition(condition, place + "/condition");
        }
        for (int i = 0; i < rule.actions().size(); i++) {
            action(rule.actions().get(i), Pointers.at(place + "/actions", i));
        }
    }

    private void action(Action action, String place) {
        switch (action) {
            case Action.SetField set -> {
                FieldModel field = writable(object, set.field(), place + "/field");
                if (field != null) {
                    value(set.value(), field, object.scope(true), place + "/value");
                }
            }
            case Action.CreateRecord create -> {
                ObjectModel target = object.tenant().object(create.object());
                if (target == null) {
                    problems.add(
                            place + "/object",
                            "unknown_object",
                            "There is no object \"" + create.object() + "\"");
                } else {
                    values(create.values(), target, place + "/values");
                }
            }
        }
    }

    private void values(Map<String, String> values, ObjectModel target, String place) {
        values.forEach((name, text) -> {
            String at = Pointers.at(place, name);
            FieldModel field = writable(target, name, at);
            if (field != null) {
                value(text, field, object.scope(true), at);
            }
        });
    }

    private void condition(String text, String place) {
        attempt(place, () -> Expressions.check(text, object.scope(true), ValueType.Scalar.BOOLEAN));
    }

    /** An expression whose value goes into a field; a constant must be one of its options. */
    private void value(String text, FieldModel field, Scope scope, String place) {
        attempt(
                place,
                () -> {
                    Expression root =
                            Expressions.check(text, scope, field.property().type()).root();
                    List<String> options = field.property().options();
                    if (options != null
                            && root instanceof Expression.Literal(Object value, ValueType type)
                            && value != null
                            && !options.contains(value)) {
                        problems.add(
                                place,
                                "unknown_option",
                                "\"" + value + "\" is not among " + String.join(", ", options));
                    }
                });
    }

    /** The field of a name; null, and a problem, if there is none. */
    @Nullable FieldModel known(ObjectModel owner, String name, String place) {
        FieldModel field = owner.field(name);
        if (field == null) {
            String nearest =
                    Suggestions.nearest(
                            name, owner.fields().stream().map(FieldModel::name).toList());
            problems.add(
                    place,
                    "unknown_field",
                    "\""
                            + owner.name()
                            + "\" has no field \""
                            + name
                            + "\""
                            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
        }
        return field;
    }

    /** The same, of a field that others than the platform write. */
    @Nullable FieldModel writable(ObjectModel owner, String name, String place) {
        FieldModel field = known(owner, name, place);
        if (field != null && !field.type().writable()) {
            problems.add(place, "read_only_field", "\"" + name + "\" is filled by the platform");
            return null;
        }
        return field;
    }

    /** Runs a check of an expression and reports what it throws. */
    void attempt(String place, Runnable check) {
        try {
            check.run();
        } catch (ExpressionException e) {
            problems.add(e.problem().under(place));
        }
    }
}
