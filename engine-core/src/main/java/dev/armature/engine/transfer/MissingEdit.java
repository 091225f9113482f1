package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.DefinitionReader;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.MetadataEdit;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds to metadata what a survey found to be missing of it, and tells what that was. Somebody may
 * have added some of it since; that is taken as it is.
 */
final class MissingEdit implements MetadataEdit {

    private final String objectName;
    private final Survey survey;
    private Missing missing = new Missing(Map.of(), Map.of());

    MissingEdit(String objectName, Survey survey) {
        this.objectName = objectName;
        this.survey = survey;
    }

    /** What was added when the edit was last applied. */
    Missing missing() {
        return missing;
    }

    @Override
    public TenantDefinition apply(TenantDefinition current, EditContext context) {
        ObjectDefinition object = current.object(objectName);
        if (object == null) {
            throw EngineException.notFound("The object \"" + objectName + "\"");
        }
        Map<String, ObjectNode> fields = new LinkedHashMap<>();
        for (Map.Entry<String, TypeGuess> column : survey.columns().entrySet()) {
            if (!hasLabel(object, column.getKey())) {
                ObjectNode json = definition(object, column.getKey(), column.getValue());
                object = withField(object, json, context);
                fields.put(column.getKey(), json);
            }
        }
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> of : survey.options().entrySet()) {
            FieldDefinition field = object.field(of.getKey());
            List<String> coming = field == null ? List.of() : coming(field, of.getValue());
            if (field != null && !coming.isEmpty()) {
                object = withOptions(object, field, coming, context);
                options.put(field.name(), coming);
            }
        }
        missing = new Missing(fields, options);
        return current.with(object);
    }

    private static boolean hasLabel(ObjectDefinition object, String label) {
        return object.fields().stream().anyMatch(field -> NewFields.isSame(field.label(), label));
    }

    private static ObjectNode definition(ObjectDefinition object, String label, TypeGuess guess) {
        ObjectNode json = guess.definition();
        return json.put("name", NewFields.name(label, name -> object.field(name) != null))
                .put("label", label);
    }

    private static ObjectDefinition withField(
            ObjectDefinition object, ObjectNode json, EditContext context) {
        FieldDefinition field = new DefinitionReader(context, null).field(object, json, "");
        if (field == null) {
            return object;
        }
        List<FieldDefinition> fields = new ArrayList<>(object.fields());
        fields.add(field);
        return object.withFields(fields).withNextFieldId(field.id() + 1);
    }

    private static List<String> coming(FieldDefinition field, Set<String> wanted) {
        List<String> known = field.type().optionValues();
        return wanted.stream().filter(value -> known == null || !known.contains(value)).toList();
    }

    private static ObjectDefinition withOptions(
            ObjectDefinition object,
            FieldDefinition field,
            List<String> coming,
            EditContext context) {
        ObjectNode json = field.toJson();
        if (!(json.get("options") instanceof ArrayNode options)) {
            return object;
        }
        coming.forEach(options::add);
        FieldDefinition changed =
                FieldDefinition.read(field.id(), field.plugin(), json, "", context.problems());
        return changed == null
                ? object
                : object.mapFields(other -> other.id() == changed.id() ? changed : other);
    }
}
