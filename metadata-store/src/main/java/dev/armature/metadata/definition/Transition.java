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
 * A way that a field's value may take, and what it takes to go it.
 *
 * @param from the values it leads from; none for a record that has no value yet
 * @param to the values it leads to
 * @param when what must be true of the record, or null
 * @param require the fields that must have a value
 * @param roles the roles of which the user must have one, or none for everybody
 * @param code the stable code of a refusal, or null for the platform's
 */
public record Transition(
        List<TransitionEnd> from,
        List<TransitionEnd> to,
        @Nullable String when,
        List<String> require,
        List<String> roles,
        @Nullable String code) {

    public Transition {
        from = List.copyOf(from);
        to = List.copyOf(to);
        require = List.copyOf(require);
        roles = List.copyOf(roles);
    }

    static Transition read(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        Transition read =
                new Transition(
                        TransitionEnd.read(attributes, "from"),
                        TransitionEnd.read(attributes, "to"),
                        attributes.optionalText("when", 10_000),
                        attributes.texts("require", 63),
                        attributes.texts("roles", 63),
                        RefusalCode.read(attributes));
        attributes.finish();
        if (!attributes.has("to")) {
            problems.add(attributes.pointer("to"), "required", "\"to\" is required");
        }
        return read;
    }

    /** Whether it says what a record without a value may begin with. */
    public boolean isStart() {
        return from.isEmpty();
    }

    Transition renamed(
            UnaryOperator<String> field,
            UnaryOperator<String> expression,
            UnaryOperator<String> targetField) {
        return new Transition(
                from.stream().map(end -> end.renamed(targetField)).toList(),
                to.stream().map(end -> end.renamed(targetField)).toList(),
                when == null ? null : expression.apply(when),
                require.stream().map(field).toList(),
                roles,
                code);
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object();
        if (!from.isEmpty()) {
            out.set("from", TransitionEnd.toJson(from));
        }
        out.set("to", TransitionEnd.toJson(to));
        if (when != null) {
            out.put("when", when);
        }
        if (!require.isEmpty()) {
            require.forEach(out.putArray("require")::add);
        }
        if (!roles.isEmpty()) {
            roles.forEach(out.putArray("roles")::add);
        }
        if (code != null) {
            out.put("code", code);
        }
        return out;
    }
}
