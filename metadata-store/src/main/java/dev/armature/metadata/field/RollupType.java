package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Aggregation;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A figure over the records that reference this one. It is stored with the record, and brought up
 * to date by whatever writes one of those.
 *
 * @param object the object of those records
 * @param reference their reference to this object
 * @param of what the figure is made of, an expression over one of them; null to count them
 * @param filter a condition on those that it is made of, or null for all
 * @param result the type of the figure; null in a definition, where it is not yet known
 */
public record RollupType(
        String object,
        String reference,
        Aggregation function,
        @Nullable String of,
        @Nullable String filter,
        @Nullable FieldType result)
        implements FieldType {

    static final String NAME = "rollup";

    private static final int MAX_SOURCE = 127;
    private static final int MAX_EXPRESSION = 10_000;

    static FieldType read(Attributes field) {
        String source = field.text("source", MAX_SOURCE);
        int dot = source.indexOf('.');
        if (dot < 0 && !source.isEmpty()) {
            field.problems()
                    .add(
                            field.pointer("source"),
                            "wrong_type",
                            "Write the reference that leads here as object.reference");
        }
        if (!field.has("function")) {
            field.problems().add(field.pointer("function"), "required", "\"function\" is required");
        }
        Aggregation function =
                field.choice(
                        "function",
                        Aggregation.COUNT,
                        List.of(Aggregation.values()),
                        Aggregation::spelling);
        String of = field.optionalText("of", MAX_EXPRESSION);
        if (of == null && function != Aggregation.COUNT) {
            field.problems().add(field.pointer("of"), "required", "\"of\" is required");
        }
        return new RollupType(
                dot < 0 ? "" : source.substring(0, dot),
                source.substring(dot + 1),
                function,
                of,
                field.optionalText("filter", MAX_EXPRESSION),
                null);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The reference that leads here, with its object. */
    public String source() {
        return object + "." + reference;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("source", source()).put("function", function.spelling());
        if (of != null) {
            field.put("of", of);
        }
        if (filter != null) {
            field.put("filter", filter);
        }
    }

    /** The same over values of a field whose type is known by now. */
    public RollupType of(FieldType known) {
        return new RollupType(object, reference, function, of, filter, known);
    }

    /** The same over numbers, or records that are counted. */
    public RollupType ofNumbers() {
        return of(
                function == Aggregation.COUNT
                        ? IntegerType.fromZero()
                        : new DecimalType(Numbers.MAX_SCALE, null, null));
    }

    /** The same where its records, their reference or the names in its expressions changed. */
    public RollupType renamed(
            String newObject, String newReference, UnaryOperator<String> expression) {
        return new RollupType(
                newObject,
                newReference,
                function,
                of == null ? null : expression.apply(of),
                filter == null ? null : expression.apply(filter),
                result);
    }

    private FieldType known() {
        if (result == null) {
            throw new IllegalStateException("the type of " + source() + " is not known yet");
        }
        return result;
    }

    @Override
    public ValueType valueType(Targets targets) {
        return known().valueType(targets);
    }

    @Override
    public ColumnType column() {
        return known().column();
    }

    @Override
    public void schema(ObjectNode schema) {
        known().schema(schema);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        refusal.refuse("read_only_field", "The value is computed");
        return null;
    }

    @Override
    public String control() {
        return known().control();
    }

    @Override
    public @Nullable List<String> optionValues() {
        return result == null ? null : result.optionValues();
    }

    @Override
    public boolean writable() {
        return false;
    }
}
