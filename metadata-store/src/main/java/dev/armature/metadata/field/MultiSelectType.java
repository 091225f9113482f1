package dev.armature.metadata.field;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.SelectType.Option;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Any of a list of options, none of them twice; kept in the order in which they are listed. */
public record MultiSelectType(List<Option> options) implements FieldType {

    static final String NAME = "multiSelect";

    public MultiSelectType {
        options = List.copyOf(options);
    }

    static FieldType read(Attributes field) {
        return new MultiSelectType(SelectType.read(field).options());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        new SelectType(options).describe(field);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return new ValueType.ListOf(ValueType.Scalar.TEXT);
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXTS;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "array");
        new SelectType(options).schema(schema.putObject("items"));
        schema.put("uniqueItems", true);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!(json instanceof ArrayNode array)) {
            refusal.refuse("wrong_type", "A list of options is expected");
            return null;
        }
        Set<String> chosen = new HashSet<>();
        for (JsonNode element : array) {
            if (!element.isTextual()) {
                refusal.refuse("wrong_type", "The options are texts");
                return null;
            }
            String text = element.textValue();
            if (!optionValues().contains(text)) {
                refusal.refuse(
                        "unknown_option", "Each is one of " + String.join(", ", optionValues()));
                return null;
            }
            if (!chosen.add(text)) {
                refusal.refuse("not_unique", "\"" + text + "\" is there twice");
                return null;
            }
        }
        return optionValues().stream().filter(chosen::contains).toList();
    }

    /** Options with semicolons between them, or a JSON array, where an option has one itself. */
    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        if (cell.stripLeading().startsWith("[")) {
            try {
                return read(Json.MAPPER.readTree(cell), refusal);
            } catch (JacksonException e) {
                refusal.refuse("wrong_type", "A list of options is expected");
                return null;
            }
        }
        for (String part : cell.split(";", -1)) {
            array.add(part.strip());
        }
        return read(array, refusal);
    }

    @Override
    public String control() {
        return "multiSelect";
    }

    @Override
    public List<String> optionValues() {
        return options.stream().map(Option::value).toList();
    }
}
