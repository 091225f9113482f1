package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the operations of an API document refer to. */
final class Components {

    /** Those that are not referred to but named. */
    private static final String NAMED = "securitySchemes";

    private Components() {}

    /**
     * Takes away what nothing refers to: who may not call an operation is not shown its schemas
     * either.
     */
    static void withoutUnused(ObjectNode document) {
        Set<String> used = used(document);
        ObjectNode components = (ObjectNode) document.get("components");
        components
                .properties()
                .forEach(kind -> {
                    if (!kind.getKey().equals(NAMED)) {
                        String place = "#/components/" + kind.getKey() + "/";
                        ObjectNode members = (ObjectNode) kind.getValue();
                        List.copyOf(members.properties()).stream()
                                .filter(member -> !used.contains(place + member.getKey()))
                                .forEach(member -> members.remove(member.getKey()));
                    }
                });
    }

    private static Set<String> used(ObjectNode document) {
        Set<String> used = new HashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(document.get("paths")));
        while (!open.isEmpty()) {
            for (JsonNode reference : open.pop().findValues("$ref")) {
                if (reference.isTextual() && used.add(reference.textValue())) {
                    JsonNode target = document.at(reference.textValue().substring(1));
                    // What is a reference itself leads on as well.
                    open.push(target);
                }
            }
        }
        return used;
    }
}
