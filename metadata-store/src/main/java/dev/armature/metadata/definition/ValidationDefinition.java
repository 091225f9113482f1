package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * A condition that every stored record meets. Unknown counts as not met.
 *
 * @param field the field at which a refusal is shown, or null for the record as a whole
 * @param code the stable code of a refusal, or null for {@code validation_failed}
 */
public record ValidationDefinition(
        int id,
        String name,
        String expression,
        @Nullable String field,
        String message,
        @Nullable String code,
        Translations translations,
        @Nullable String plugin)
        implements Part {

    public static ValidationDefinition read(
            int id, @Nullable String plugin, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        ValidationDefinition validation =
                new ValidationDefinition(
                        id,
                        Names.read(attributes),
                        attributes.text("expression", 10_000),
                        attributes.optionalText("field", 63),
                        attributes.text("message", 500),
                        RefusalCode.read(attributes),
                        Translations.read(attributes),
                        plugin);
        attributes.finish();
        return validation;
    }

    @Override
    public Kind kind() {
        return Kind.VALIDATION;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("name", name).put("expression", expression);
        if (field != null) {
            out.put("field", field);
        }
        out.put("message", message);
        if (code != null) {
            out.put("code", code);
        }
        translations.write(out);
        return out;
    }
}
