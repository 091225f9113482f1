package dev.armature.metadata.model;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.ObjectOption;
import dev.armature.metadata.definition.ObjectOptions;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.FormulaType;
import dev.armature.metadata.field.RollupType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object's definition without what somebody may not know: the fields that they do not see, and
 * whatever names one of those in a path or an expression.
 */
final class SeenDefinition {

    /** Stands for an expression that is not told. */
    private static final String UNTOLD = "null";

    private final ObjectModel seen;

    SeenDefinition(ObjectModel seen) {
        this.seen = seen;
    }

    ObjectDefinition definition() {
        ObjectDefinition whole = seen.whole().definition();
        if (seen.tenant().grants().isAll() && seen.fields().size() == whole.fields().size()) {
            return whole;
        }
        ObjectDefinition.Header header = whole.header();
        String title = header.titleField();
        return whole.withFields(seen.fields().stream().map(this::field).toList())
                .withParts(whole.parts().stream().map(this::part).filter(Objects::nonNull).toList())
                .withHeader(
                        header.withTitleField(
                                        title == null || seen.field(title) == null ? null : title)
                                .withOptions(options(header.options())));
    }

    private ObjectOptions options(ObjectOptions options) {
        for (ObjectOption option : options.all()) {
            if (!option.fields().stream().allMatch(this::isSeen)
                    || !option.expressions().stream().allMatch(this::isTold)) {
                return options.untold();
            }
        }
        return options;
    }

    private boolean isSeen(String field) {
        return seen.property(field) != null;
    }

    private boolean isTold(@Nullable String expression) {
        if (expression == null) {
            return true;
        }
        try {
            Expressions.check(expression, seen.widestScope());
            return true;
        } catch (ExpressionException e) {
            return false;
        }
    }

    private FieldDefinition field(FieldModel field) {
        FieldDefinition definition = field.definition();
        FieldDefinition told =
                isTold(definition.defaultValue()) ? definition : definition.withDefault(null);
        return switch (definition.type()) {
            case ComputedType computed when !isTold(computed.expression()) -> untold(told, field);
            case RollupType rollup when !isTold(rollup) -> untold(told, field);
            default -> told;
        };
    }

    private boolean isTold(RollupType rollup) {
        ObjectModel children = seen.tenant().object(rollup.object());
        if (children == null || children.property(rollup.reference()) == null) {
            return false;
        }
        SeenDefinition there = new SeenDefinition(children);
        return there.isTold(rollup.of()) && there.isTold(rollup.filter());
    }

    /** A field whose values are seen, and not what they are made of. */
    private static FieldDefinition untold(FieldDefinition definition, FieldModel field) {
        return definition.withType(new FormulaType(returns(field.property().type()), UNTOLD));
    }

    private static FormulaType.Returns returns(ValueType type) {
        for (FormulaType.Returns returns : FormulaType.Returns.values()) {
            if (returns.valueType().equals(type) && returns != FormulaType.Returns.INTEGER) {
                return returns;
            }
        }
        return FormulaType.Returns.TEXT;
    }

    /**
     * Rules are not for those whose rights have bounds, nor are those that may name what is gone;
     * null for what is left out.
     */
    private @Nullable Part part(Part part) {
        return switch (part) {
            case LayoutDefinition layout -> layout(layout);
            case ViewDefinition view -> view(view);
            case ValidationDefinition validation ->
                    isTold(validation.expression())
                                    && (validation.field() == null || isSeen(validation.field()))
                            ? validation
                            : null;
            case RuleDefinition rule -> null;
        };
    }

    /** A view that finds or orders by what is not seen would tell of it. */
    private @Nullable ViewDefinition view(ViewDefinition view) {
        boolean told =
                isTold(view.filter())
                        && view.sort().stream()
                                .allMatch(key ->
                                        isTold(key.startsWith("-") ? key.substring(1) : key));
        List<String> columns = view.columns().stream().filter(this::isColumn).toList();
        return !told || (columns.isEmpty() && !view.columns().isEmpty())
                ? null
                : new ViewDefinition(
                        view.id(),
                        view.name(),
                        view.label(),
                        columns,
                        view.filter(),
                        view.sort(),
                        view.translations(),
                        view.plugin());
    }

    /** What is masked can be shown all the same. */
    private boolean isColumn(String path) {
        return seen.field(path) != null || isTold(path);
    }

    private LayoutDefinition layout(LayoutDefinition layout) {
        List<LayoutDefinition.Section> sections = new ArrayList<>();
        for (LayoutDefinition.Section section : layout.sections()) {
            List<LayoutDefinition.Item> items =
                    section.items().stream()
                            .filter(item -> seen.field(item.field()) != null)
                            .map(item ->
                                    new LayoutDefinition.Item(
                                            item.field(), told(item.visibleWhen())))
                            .toList();
            sections.add(
                    new LayoutDefinition.Section(
                            section.label(),
                            section.columns(),
                            items,
                            told(section.visibleWhen())));
        }
        return layout.withSections(sections);
    }

    /** A condition, or none where it is not told. */
    private @Nullable String told(@Nullable String condition) {
        return isTold(condition) ? condition : null;
    }
}
