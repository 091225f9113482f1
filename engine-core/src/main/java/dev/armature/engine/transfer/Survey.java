package dev.armature.engine.transfer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.MultiSelectType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a file before it is imported, to learn what of metadata it needs that is not there.
 * Memory is bounded by what metadata may have. Not thread-safe.
 */
final class Survey {

    private final boolean options;
    private final Map<String, TypeGuess> columns = new LinkedHashMap<>();
    private final Map<String, Set<String>> unknown = new LinkedHashMap<>();

    /**
     * @param options whether options are looked for too
     */
    Survey(boolean options) {
        this.options = options;
    }

    /** A cell of a column that has no field. */
    void cell(String label, String cell) {
        TypeGuess guess = columns.computeIfAbsent(label, name -> new TypeGuess());
        if (!cell.isEmpty()) {
            guess.see(cell);
        }
    }

    /** A cell of a column that has a field. */
    void cell(FieldModel field, String cell) {
        if (!hasOptions(field)) {
            return;
        }
        if (field.type() instanceof MultiSelectType) {
            listed(cell).forEach(value -> option(field, value));
        } else {
            option(field, TextNode.valueOf(cell));
        }
    }

    // Metadata is read by more people than a sensitive value may be.
    private boolean hasOptions(FieldModel field) {
        return options
                && !field.definition().isSensitive()
                && (field.type() instanceof SelectType || field.type() instanceof MultiSelectType);
    }

    private static Iterable<JsonNode> listed(String cell) {
        if (cell.stripLeading().startsWith("[")) {
            try {
                return Json.MAPPER.readTree(cell);
            } catch (JacksonException e) {
                return List.of();
            }
        }
        List<JsonNode> values = new ArrayList<>();
        for (String part : cell.split(";", -1)) {
            values.add(TextNode.valueOf(part));
        }
        return values;
    }

    /** A value that JSON has for a field. */
    void value(FieldModel field, JsonNode value) {
        if (!hasOptions(field)) {
            return;
        }
        if (field.type() instanceof MultiSelectType) {
            value.forEach(element -> option(field, element));
        } else {
            option(field, value);
        }
    }

    private void option(FieldModel field, JsonNode value) {
        String text = value.isTextual() ? value.textValue().strip() : "";
        FieldType type = field.type();
        if (!isKnown(type, text) && TypeGuess.isOption(text)) {
            Set<String> coming =
                    unknown.computeIfAbsent(field.name(), name -> new LinkedHashSet<>());
            coming.add(text);
            requireRoom(field, type, coming.size());
        }
    }

    private static boolean isKnown(FieldType type, String text) {
        @Nullable List<String> known = type.optionValues();
        return known != null && known.contains(text);
    }

    private static void requireRoom(FieldModel field, FieldType type, int coming) {
        @Nullable List<String> known = type.optionValues();
        int there = known == null ? 0 : known.size();
        if (there + coming > SelectType.MAX_OPTIONS) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "\"%s\" would have more than %d options; nothing was imported"
                            .formatted(field.name(), SelectType.MAX_OPTIONS));
        }
    }

    /** Which types the new columns have, by their labels. */
    Map<String, TypeGuess> columns() {
        return columns;
    }

    /** Which options are new, by the names of their fields. */
    Map<String, Set<String>> options() {
        return unknown;
    }
}
