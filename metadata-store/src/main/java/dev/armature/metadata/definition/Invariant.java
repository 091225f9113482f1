package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What holds of a record and of those that reference it, whenever a transaction commits.
 *
 * @param expression a condition, which may use figures over those records
 * @param message why a change is refused that would break it
 * @param code the stable code of a refusal, or null for {@code invariant_broken}
 */
public record Invariant(
        String name,
        String expression,
        String message,
        @Nullable String code,
        Translations translations)
        implements ObjectOption {

    /** The attribute, a list of these. */
    public static final String ATTRIBUTE = "invariants";

    /** How many an object may have. */
    public static final int MAX = 20;

    /** Reads one of the list. */
    static Invariant read(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        Invariant read =
                new Invariant(
                        Names.read(attributes),
                        attributes.text("expression", 10_000),
                        attributes.text("message", 500),
                        RefusalCode.read(attributes),
                        Translations.read(attributes));
        attributes.finish();
        return read;
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        return List.of();
    }

    @Override
    public List<String> expressions() {
        return List.of(expression);
    }

    Invariant renamed(UnaryOperator<String> rewrite) {
        return new Invariant(name, rewrite.apply(expression), message, code, translations);
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("name", name).put("expression", expression);
        out.put("message", message);
        if (code != null) {
            out.put("code", code);
        }
        translations.write(out);
        return out;
    }
}
