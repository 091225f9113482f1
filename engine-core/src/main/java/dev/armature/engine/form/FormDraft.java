package dev.armature.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.form.FormDefinition.Asked;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator says of a form, checked against its object.
 *
 * @param owner whose the records are that come of it; null for who publishes it
 */
record FormDraft(
        FormDefinition definition,
        boolean open,
        @Nullable Instant opensAt,
        @Nullable Instant closesAt,
        @Nullable Integer mostAnswers,
        @Nullable UUID owner) {

    /** How many fields a form asks for, and how many it fixes. */
    static final int MOST_FIELDS = 100;

    static final int MAX_TITLE = 200;
    static final int MAX_TEXT = 5_000;
    static final int MAX_ADDRESS = 2_000;
    static final int MOST_ANSWERS = 1_000_000_000;

    static FormDraft read(ObjectModel object, ObjectNode json) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(json, "", problems);
        attributes.has("object");
        List<Asked> fields =
                attributes.list("fields", (node, at) -> asked(object, node, at, problems));
        Map<Integer, JsonNode> fixed = fixed(object, attributes);
        FormDefinition definition =
                new FormDefinition(
                        attributes.text("title", MAX_TITLE),
                        attributes.optionalText("intro", MAX_TEXT),
                        attributes.optionalText("thanks", MAX_TEXT),
                        redirect(attributes),
                        fields,
                        fixed);
        Instant opensAt = attributes.optionalMomentAfter("opensAt", Instant.EPOCH);
        FormDraft draft =
                new FormDraft(
                        definition,
                        attributes.flag("open", true),
                        opensAt,
                        attributes.optionalMomentAfter(
                                "closesAt", Objects.requireNonNullElse(opensAt, Instant.EPOCH)),
                        attributes.optionalInt("mostAnswers", 1, MOST_ANSWERS),
                        owner(attributes));
        attributes.finish();
        requireWhole(object, definition, problems);
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return draft;
    }

    private static @Nullable Asked asked(
            ObjectModel object, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String name = attributes.text("field", 63);
        String label = attributes.optionalText("label", MAX_TITLE);
        String help = attributes.optionalText("help", 1_000);
        boolean required = attributes.flag("required", false);
        boolean choices = attributes.flag("choices", false);
        attributes.finish();
        FieldModel field = object.field(name);
        if (field == null) {
            problems.add(
                    attributes.pointer("field"),
                    "unknown_field",
                    "\"" + object.name() + "\" has no field \"" + name + "\"");
            return null;
        }
        if (!FormFields.canBeAsked(field)) {
            problems.add(
                    attributes.pointer("field"),
                    "not_allowed",
                    "Strangers cannot be asked for a field of type " + field.type().name());
            return null;
        }
        checkChoices(object, field, choices, attributes);
        return new Asked(field.id(), label, help, required, choices);
    }

    private static void checkChoices(
            ObjectModel object, FieldModel field, boolean choices, Attributes attributes) {
        Problems problems = attributes.problems();
        if (!(field.type() instanceof ReferenceType reference)) {
            if (choices) {
                problems.add(
                        attributes.pointer("choices"),
                        "not_allowed",
                        "Only references have choices; a select has its options");
            }
        } else if (!choices) {
            problems.add(
                    attributes.pointer("choices"),
                    "required",
                    "To ask for \"%s\" is to show strangers the titles of records of \"%s\"; say so with \"choices\": true"
                            .formatted(field.name(), reference.target()));
        } else if (FormFields.title(object, field) == null) {
            problems.add(
                    attributes.pointer("field"),
                    "not_allowed",
                    "The object that \"%s\" refers to has no title field to choose by"
                            .formatted(field.name()));
        }
    }

    private static Map<Integer, JsonNode> fixed(ObjectModel object, Attributes attributes) {
        Map<Integer, JsonNode> fixed = new LinkedHashMap<>();
        JsonNode node = attributes.node("fixed");
        if (node == null) {
            return fixed;
        }
        Problems problems = attributes.problems();
        String pointer = attributes.pointer("fixed");
        Attributes.of(node, pointer, problems);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String at = Pointers.at(pointer, entry.getKey());
            FieldModel field = object.field(entry.getKey());
            if (field == null) {
                problems.add(
                        at,
                        "unknown_field",
                        "\"" + object.name() + "\" has no field \"" + entry.getKey() + "\"");
            } else if (!FormFields.canBeFixed(field) || field.type() instanceof AttachmentType) {
                problems.add(
                        at,
                        "not_allowed",
                        "A field of type " + field.type().name() + " cannot be fixed");
            } else if (!entry.getValue().isNull()) {
                field.read(entry.getValue(), (code, message) -> problems.add(at, code, message));
                fixed.put(field.id(), entry.getValue());
            }
        }
        return fixed;
    }

    private static @Nullable String redirect(Attributes attributes) {
        String written = attributes.optionalText("redirect", MAX_ADDRESS);
        if (written == null || written.isEmpty()) {
            return null;
        }
        try {
            URI address = new URI(written);
            if ("https".equals(address.getScheme())
                    && address.getHost() != null
                    && address.getRawUserInfo() == null) {
                return address.toASCIIString();
            }
        } catch (URISyntaxException e) {
            // told below
        }
        attributes
                .problems()
                .add(
                        attributes.pointer("redirect"),
                        "invalid_url",
                        "An address such as https://www.example.com/thanks is expected");
        return null;
    }

    private static @Nullable UUID owner(Attributes attributes) {
        String written = attributes.optionalText("owner", 40);
        UUID owner = written == null ? null : Literals.id(written);
        if (written != null && owner == null) {
            attributes
                    .problems()
                    .add(attributes.pointer("owner"), "invalid_id", "A user's id is expected");
        }
        return owner;
    }

    /**
     * Refuses a form that asks for nothing, for too much or twice, or that no record can come of.
     */
    private static void requireWhole(
            ObjectModel object, FormDefinition definition, Problems problems) {
        Set<Integer> given = new HashSet<>(definition.fixed().keySet());
        for (int i = 0; i < definition.fields().size(); i++) {
            if (!given.add(definition.fields().get(i).field())) {
                problems.add(
                        Pointers.at(Pointers.at("/fields", i), "field"),
                        "not_unique",
                        "A field is asked for once, or fixed");
            }
        }
        if (problems.isEmpty()
                && (definition.fields().isEmpty()
                        || definition.fields().size() > MOST_FIELDS
                        || definition.fixed().size() > MOST_FIELDS)) {
            problems.add(
                    "/fields", "out_of_range", "A form asks for 1 to " + MOST_FIELDS + " fields");
        }
        List<String> missing =
                object.fields().stream()
                        .filter(field ->
                                field.definition().required()
                                        && field.defaultValue() == null
                                        && !given.contains(field.id()))
                        .map(FieldModel::name)
                        .toList();
        if (problems.isEmpty() && !missing.isEmpty()) {
            problems.add(
                    "/fields",
                    "required",
                    "No record comes of it without "
                            + String.join(", ", missing)
                            + ": ask for them, or fix them");
        }
    }
}
