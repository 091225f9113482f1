package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One record of another object, or of the same.
 *
 * @param target the object's name
 */
public record ReferenceType(String target, OnDelete onDelete) implements LinkType {

    static final String NAME = "reference";

    /** What becomes of a record when the one it references is deleted. */
    public enum OnDelete {
        /** The deletion is refused while references exist. */
        RESTRICT("restrict"),
        /** The referencing record is deleted too. */
        CASCADE("cascade"),
        /** The reference is emptied. */
        SET_NULL("setNull");

        private final String spelling;

        OnDelete(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    static FieldType read(Attributes field) {
        return new ReferenceType(
                field.text("target", 63),
                field.choice(
                        "onDelete",
                        OnDelete.RESTRICT,
                        List.of(OnDelete.values()),
                        OnDelete::spelling));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("target", target).put("onDelete", onDelete.spelling());
    }

    @Override
    public ValueType valueType(Targets targets) {
        return new ValueType.Reference(targets.objectId(target), target);
    }

    @Override
    public ColumnType column() {
        return ColumnType.UUID;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put(
                "description",
                "The id of a record of \""
                        + target
                        + "\", or an object with one unique field of it and its value");
        var forms = schema.putArray("anyOf");
        id(forms.addObject());
        ObjectNode byField = forms.addObject().put("type", "object");
        byField.put("minProperties", 1).put("maxProperties", 1);
        id(byField.putObject("properties").putObject("id"));
    }

    private static void id(ObjectNode schema) {
        schema.put("type", "string").put("format", "uuid").put("pattern", Literals.ID_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (json instanceof ObjectNode object && object.size() == 1) {
            Map.Entry<String, JsonNode> only = object.properties().iterator().next();
            if (!only.getKey().equals("id")) {
                return new UnresolvedReference(only.getKey(), only.getValue());
            }
            return id(only.getValue(), refusal);
        }
        return id(json, refusal);
    }

    private @Nullable UUID id(JsonNode json, Refusal refusal) {
        UUID id = json.isTextual() ? Literals.id(json.textValue()) : null;
        if (id == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_id" : "wrong_type",
                    "The id of a record of \""
                            + target
                            + "\" is expected, or one of its unique fields as {\"field\": value}");
        }
        return id;
    }

    @Override
    public String control() {
        return "reference";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }

    @Override
    public ReferenceType withTarget(String newTarget) {
        return new ReferenceType(newTarget, onDelete);
    }
}
