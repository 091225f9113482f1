package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How an auto-number counts: by itself for all records that have the values of some fields in
 * common, and from when on a record is numbered.
 *
 * @param field the auto-number
 * @param scope the fields; none for one count over all records
 * @param when what must be true of a record to be numbered, or null to number it when it is made
 */
public record Counter(String field, List<String> scope, @Nullable String when)
        implements ObjectOption {

    /** The attribute, a list of these. */
    public static final String ATTRIBUTE = "counters";

    public Counter {
        scope = List.copyOf(scope);
    }

    static Counter read(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        Counter read =
                new Counter(
                        attributes.text("field", 63),
                        attributes.texts("scope", 63),
                        attributes.optionalText("when", 10_000));
        attributes.finish();
        return read;
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(scope);
        fields.add(field);
        return fields;
    }

    @Override
    public List<String> expressions() {
        return when == null ? List.of() : List.of(when);
    }

    Counter renamed(UnaryOperator<String> name, UnaryOperator<String> expression) {
        return new Counter(
                name.apply(field),
                scope.stream().map(name).toList(),
                when == null ? null : expression.apply(when));
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("field", field);
        if (!scope.isEmpty()) {
            scope.forEach(out.putArray("scope")::add);
        }
        if (when != null) {
            out.put("when", when);
        }
        return out;
    }
}
