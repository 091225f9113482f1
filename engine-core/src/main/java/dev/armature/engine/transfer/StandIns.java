package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a dry run try records with options that are yet to be made: the first option that there is
 * stands in for them, so that a field that must have a value has one.
 */
final class StandIns {

    private final Map<String, Set<String>> coming = new LinkedHashMap<>();
    private final Map<String, String> standIns = new LinkedHashMap<>();

    private StandIns() {}

    static StandIns of(ObjectModel object, ImportOptions options) {
        StandIns standIns = new StandIns();
        Missing missing = options.missing();
        if (options.dryRun() && missing != null) {
            missing.options().forEach((name, values) -> standIns.add(object.field(name), values));
        }
        return standIns;
    }

    private void add(@Nullable FieldModel field, List<String> values) {
        List<String> known = field == null ? null : field.type().optionValues();
        if (field != null && known != null && !known.isEmpty()) {
            coming.put(field.name(), Set.copyOf(values));
            standIns.put(field.name(), known.getFirst());
        }
    }

    /** The type by which values are read: it knows the options that are yet to be made. */
    FieldType reading(FieldModel field) {
        Set<String> options = coming.get(field.name());
        if (options == null) {
            return field.type();
        }
        ObjectNode definition = Json.object().put("type", field.type().name());
        field.type().describe(definition);
        options.forEach(definition.withArray("options")::add);
        return TypeGuess.type(definition);
    }

    void putInto(ObjectNode values) {
        coming.forEach((name, options) -> {
            JsonNode value = values.get(name);
            String standIn = standIns.getOrDefault(name, "");
            if (value instanceof ArrayNode list) {
                values.set(name, listed(list, options, standIn));
            } else if (value != null && options.contains(value.asText())) {
                values.put(name, standIn);
            }
        });
    }

    private static ArrayNode listed(ArrayNode list, Set<String> options, String standIn) {
        Set<JsonNode> elements = new LinkedHashSet<>();
        for (JsonNode element : list) {
            elements.add(options.contains(element.asText()) ? TextNode.valueOf(standIn) : element);
        }
        ArrayNode standing = Json.MAPPER.createArrayNode();
        elements.forEach(standing::add);
        return standing;
    }
}
