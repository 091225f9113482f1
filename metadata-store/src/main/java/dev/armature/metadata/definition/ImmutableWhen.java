package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From when on a record is neither changed nor deleted.
 *
 * @param when a condition on the record as it is stored, before a change
 * @param free the fields that can be changed nevertheless
 * @param code the stable code of a refusal, or null for {@code immutable}
 */
public record ImmutableWhen(String when, List<String> free, @Nullable String code)
        implements ObjectOption {

    /** The attribute. */
    public static final String ATTRIBUTE = "immutableWhen";

    public ImmutableWhen {
        free = List.copyOf(free);
    }

    /** Reads a condition, or an object with {@code when} and what else there is to say. */
    static @Nullable ImmutableWhen read(Attributes object) {
        JsonNode json = object.node(ATTRIBUTE);
        if (json == null) {
            return null;
        }
        Attributes attributes =
                Attributes.of(
                        json.isTextual() ? Json.object().set("when", json) : json,
                        object.pointer(ATTRIBUTE),
                        object.problems());
        ImmutableWhen read =
                new ImmutableWhen(
                        attributes.text("when", 10_000),
                        attributes.texts("free", 63),
                        RefusalCode.read(attributes));
        attributes.finish();
        return read;
    }

    private boolean isPlain() {
        return free.isEmpty() && code == null;
    }

    /** Where the condition stands, seen from where this stands. */
    public String whenPointer(String pointer) {
        return isPlain() ? pointer : pointer + "/when";
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        return free;
    }

    @Override
    public List<String> expressions() {
        return List.of(when);
    }

    ImmutableWhen renamed(UnaryOperator<String> field, UnaryOperator<String> expression) {
        return new ImmutableWhen(expression.apply(when), free.stream().map(field).toList(), code);
    }

    JsonNode toJson() {
        if (isPlain()) {
            return TextNode.valueOf(when);
        }
        ObjectNode out = Json.object().put("when", when);
        if (!free.isEmpty()) {
            free.forEach(out.putArray("free")::add);
        }
        if (code != null) {
            out.put("code", code);
        }
        return out;
    }
}
