package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of a list of options. */
public record SelectType(List<Option> options) implements FieldType {

    static final String NAME = "select";

    /** How many options one field may have. */
    public static final int MAX_OPTIONS = 500;

    /** How long an option is at most. */
    public static final int MAX_TEXT = 100;

    /**
     * One option.
     *
     * @param value what is stored
     * @param label what is shown
     * @param color the name of a colour of the web application's palette, or null
     */
    public record Option(String value, String label, @Nullable String color) {}

    public SelectType {
        options = List.copyOf(options);
    }

    static SelectType read(Attributes field) {
        Problems problems = field.problems();
        List<Option> options =
                field.list("options", (node, pointer) -> readOption(node, pointer, problems));
        if (options.isEmpty() || options.size() > MAX_OPTIONS) {
            problems.add(
                    field.pointer("options"),
                    "out_of_range",
                    "A select has 1 to " + MAX_OPTIONS + " options");
        }
        Set<String> seen = new HashSet<>();
        for (Option option : options) {
            if (!seen.add(option.value())) {
                problems.add(
                        field.pointer("options"),
                        "not_unique",
                        "The option \"" + option.value() + "\" is listed twice");
            }
        }
        return new SelectType(options);
    }

    private static @Nullable Option readOption(JsonNode node, String pointer, Problems problems) {
        if (node.isTextual()
                && !node.textValue().isBlank()
                && node.textValue().length() <= MAX_TEXT) {
            requireStorable(node.textValue(), pointer, problems);
            return new Option(node.textValue(), node.textValue(), null);
        }
        Attributes option = Attributes.of(node, pointer, problems);
        String value = option.text("value", MAX_TEXT);
        String label = Objects.requireNonNullElse(option.optionalText("label", MAX_TEXT), value);
        String color = option.optionalText("color", 30);
        option.finish();
        requireStorable(value, pointer, problems);
        return new Option(value, label, color);
    }

    private static void requireStorable(String value, String pointer, Problems problems) {
        if (!Texts.isStorable(value)) {
            problems.add(
                    pointer, "invalid_text", "The value holds U+0000 or half of a surrogate pair");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        ArrayNode list = field.putArray("options");
        for (Option option : options) {
            ObjectNode node =
                    list.addObject().put("value", option.value()).put("label", option.label());
            if (option.color() != null) {
                node.put("color", option.color());
            }
        }
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.TEXT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXT;
    }

    @Override
    public void schema(ObjectNode schema) {
        ArrayNode values = schema.putArray("enum");
        optionValues().forEach(values::add);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = json.isTextual() ? json.textValue() : null;
        if (text == null) {
            refusal.refuse("wrong_type", "A text is expected");
        } else if (!isOption(text)) {
            refusal.refuse(
                    "unknown_option",
                    "One of " + String.join(", ", optionValues()) + " is expected");
            return null;
        }
        return text;
    }

    private boolean isOption(String text) {
        for (Option option : options) {
            if (option.value.equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** An option as it stands, or with blanks around it that it does not have. */
    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        return read(TextNode.valueOf(isOption(cell) ? cell : cell.strip()), refusal);
    }

    @Override
    public String control() {
        return "select";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }

    @Override
    public List<String> optionValues() {
        return options.stream().map(Option::value).toList();
    }
}
