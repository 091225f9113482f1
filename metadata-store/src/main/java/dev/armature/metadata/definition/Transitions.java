package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ways that a field's value may take: what is not allowed is refused. Unless one of them says
 * what a record begins with, it may begin with any value.
 *
 * @param field a select or a reference
 */
public record Transitions(String field, List<Transition> allow) implements ObjectOption {

    /** The attribute. */
    public static final String ATTRIBUTE = "transitions";

    private static final int MAX_TRANSITIONS = 500;

    public Transitions {
        allow = List.copyOf(allow);
    }

    static @Nullable Transitions read(Attributes object) {
        JsonNode json = object.node(ATTRIBUTE);
        if (json == null) {
            return null;
        }
        Attributes attributes = Attributes.of(json, object.pointer(ATTRIBUTE), object.problems());
        Transitions read =
                new Transitions(
                        attributes.text("field", 63),
                        attributes.list(
                                "allow",
                                (node, at) -> Transition.read(node, at, object.problems())));
        attributes.finish();
        if (read.allow.size() > MAX_TRANSITIONS) {
            object.problems()
                    .add(
                            attributes.pointer("allow"),
                            "limit_exceeded",
                            "At most " + MAX_TRANSITIONS + " transitions are allowed");
        }
        return read;
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(List.of(field));
        allow.forEach(transition -> fields.addAll(transition.require()));
        return fields;
    }

    @Override
    public List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (Transition transition : allow) {
            if (transition.when() != null) {
                expressions.add(transition.when());
            }
        }
        return expressions;
    }

    Transitions renamed(FieldRenaming renaming) {
        UnaryOperator<String> own = renaming::own;
        return new Transitions(
                renaming.own(field),
                allow.stream()
                        .map(transition ->
                                transition.renamed(
                                        own,
                                        renaming::expression,
                                        name -> renaming.referenced(field, name)))
                        .toList());
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("field", field);
        ArrayNode list = out.putArray("allow");
        allow.forEach(transition -> list.add(transition.toJson()));
        return out;
    }
}
