package dev.armature.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.engine.form.FormDefinition.Asked;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.Problems;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record's values of what a stranger sent: of the fields that the form asks for and no
 * others, with what it fixes. References are among the choices, files were sent with this form.
 */
final class FormInput {

    private static final String VALUES = "/values";

    private final FormChoices choices;
    private final FormUploads uploads;

    FormInput(FormChoices choices, FormUploads uploads) {
        this.choices = choices;
        this.uploads = uploads;
    }

    ObjectNode read(OpenForm open, ObjectNode sent, Problems problems) {
        ObjectNode values = Json.object();
        for (Map.Entry<FieldModel, Asked> asked : open.asked().entrySet()) {
            FieldModel field = asked.getKey();
            JsonNode given = sent.get(field.name());
            boolean absent = given == null || isEmpty(given);
            if (absent && (asked.getValue().required() || field.definition().required())) {
                problems.add(at(field), "required", "This is required");
            } else if (!absent) {
                JsonNode value = value(open, field, given, problems);
                if (value != null) {
                    values.set(field.name(), value);
                }
            }
        }
        sent.fieldNames()
                .forEachRemaining(name -> {
                    if (open.asked().keySet().stream().noneMatch(f -> f.name().equals(name))) {
                        problems.add(
                                Pointers.at(VALUES, name),
                                "unknown_field",
                                "The form does not ask for \"" + name + "\"");
                    }
                });
        open.form()
                .definition()
                .fixed()
                .forEach((id, value) -> {
                    FieldModel field = open.object().field(id);
                    if (field != null && FormFields.canBeFixed(field)) {
                        values.set(field.name(), value);
                    }
                });
        return values;
    }

    private static boolean isEmpty(JsonNode given) {
        return given.isNull()
                || (given.isTextual() && given.textValue().isBlank())
                || (given.isArray() && given.isEmpty());
    }

    static String at(FieldModel field) {
        return Pointers.at(VALUES, field.name());
    }

    private @Nullable JsonNode value(
            OpenForm open, FieldModel field, JsonNode given, Problems problems) {
        if (field.type() instanceof ReferenceType) {
            if (given.isTextual() && choices.of(open, field).containsKey(given.textValue())) {
                return given;
            }
            problems.add(at(field), "reference_not_found", "This is not one of the choices");
            return null;
        }
        return field.type() instanceof AttachmentType ? files(open, field, given, problems) : given;
    }

    private @Nullable JsonNode files(
            OpenForm open, FieldModel field, JsonNode given, Problems problems) {
        if (!(given instanceof ArrayNode several)) {
            return file(open, field, given, problems);
        }
        ArrayNode files = Json.MAPPER.createArrayNode();
        for (JsonNode one : several) {
            JsonNode file = file(open, field, one, problems);
            if (file == null) {
                return null;
            }
            files.add(file);
        }
        return files;
    }

    private @Nullable JsonNode file(
            OpenForm open, FieldModel field, JsonNode given, Problems problems) {
        UUID file = given.isTextual() ? uploads.opened(open, given.textValue()) : null;
        if (file == null) {
            problems.add(at(field), "reference_not_found", "The file was not sent with this form");
            return null;
        }
        return TextNode.valueOf(file.toString());
    }
}
