package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.field.UserType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a link to be made.
 *
 * @param fields the numbers of what it shows, in their order
 * @param password what whoever opens it has to know beside it, or null
 */
record NewLink(List<Integer> fields, Instant expiresAt, @Nullable String password) {

    /** How long a link lasts at most. */
    static final Duration LONGEST = Duration.ofDays(90);

    /** How many fields it shows. */
    static final int MOST_FIELDS = 100;

    static final int SHORTEST_PASSWORD = 8;

    private static final int LONGEST_PASSWORD = 200;
    private static final int MAX_NAME = 63;

    NewLink {
        fields = List.copyOf(fields);
    }

    /** Reads {@code {fields | layout, expiresAt, password?}} by an object as its maker sees it. */
    static NewLink read(ObjectModel object, ObjectNode json, Instant now) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(json, "", problems);
        Set<Integer> fields = fields(object, attributes);
        Instant expiresAt = attributes.optionalMomentAfter("expiresAt", now);
        if (!attributes.has("expiresAt")) {
            problems.add("/expiresAt", "required", "A link ends: say when");
        } else if (expiresAt != null && expiresAt.isAfter(now.plus(LONGEST))) {
            problems.add(
                    "/expiresAt",
                    "out_of_range",
                    "A link lasts " + LONGEST.toDays() + " days at most");
        }
        String password = attributes.optionalText("password", LONGEST_PASSWORD);
        if (password != null && password.length() < SHORTEST_PASSWORD) {
            problems.add(
                    "/password",
                    "too_short",
                    "At least " + SHORTEST_PASSWORD + " characters are expected");
        }
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new NewLink(List.copyOf(fields), expiresAt == null ? now : expiresAt, password);
    }

    private static Set<Integer> fields(ObjectModel object, Attributes attributes) {
        Problems problems = attributes.problems();
        Set<Integer> numbers = new LinkedHashSet<>();
        String layout = attributes.optionalText("layout", MAX_NAME);
        List<String> names = attributes.texts("fields", MAX_NAME);
        if (layout != null && !names.isEmpty()) {
            problems.add("/fields", "not_allowed", "Name fields, or a layout");
            return numbers;
        }
        if (layout != null) {
            return ofLayout(object, layout, problems);
        }
        for (int i = 0; i < names.size(); i++) {
            String at = Pointers.at("/fields", i);
            FieldModel field = object.field(names.get(i));
            if (field == null) {
                problems.add(at, "unknown_field", "There is no field \"" + names.get(i) + "\"");
            } else if (!canBeShown(field)) {
                problems.add(
                        at,
                        "not_allowed",
                        "A field of type " + field.type().name() + " is not shown to strangers");
            } else {
                numbers.add(field.id());
            }
        }
        if (problems.isEmpty() && (numbers.isEmpty() || numbers.size() > MOST_FIELDS)) {
            problems.add("/fields", "out_of_range", "A link shows 1 to " + MOST_FIELDS + " fields");
        }
        return numbers;
    }

    /** What a layout shows now: what is added to it later, no link that is there shows. */
    private static Set<Integer> ofLayout(ObjectModel object, String name, Problems problems) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (Part part : object.definition().parts()) {
            if (part instanceof LayoutDefinition layout && layout.name().equals(name)) {
                layout.sections().stream()
                        .flatMap(section -> section.fields().stream())
                        .map(object::field)
                        .forEach(field -> {
                            if (field != null && canBeShown(field)) {
                                numbers.add(field.id());
                            }
                        });
                if (numbers.isEmpty()) {
                    problems.add("/layout", "not_allowed", "It has nothing that can be shown");
                }
                return numbers;
            }
        }
        problems.add("/layout", "unknown_layout", "There is no layout \"" + name + "\"");
        return numbers;
    }

    /** Strangers see neither secrets nor who works here. */
    static boolean canBeShown(FieldModel field) {
        return !(field.type() instanceof SecretType) && !(field.type() instanceof UserType);
    }
}
