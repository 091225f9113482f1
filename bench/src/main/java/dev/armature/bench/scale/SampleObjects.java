package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;

/** Objects as a tenant might have them: fields of many types, formulas, references, and parts. */
final class SampleObjects {

    private static final String[] KINDS = {
        "{'name': 'code%d', 'type': 'text', 'maxLength': 80, 'indexed': true}",
        "{'name': 'status%d', 'type': 'select', 'options': ['draft', 'open', 'done', 'cancelled'], 'default': '\\\"draft\\\"'}",
        "{'name': 'amount%d', 'type': 'decimal', 'scale': 2, 'minimum': 0}",
        "{'name': 'due%d', 'type': 'date'}",
        "{'name': 'total%d', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount2 * 3'}",
        "{'name': 'at%d', 'type': 'dateTime'}",
        "{'name': 'active%d', 'type': 'boolean', 'default': 'true'}",
        "{'name': 'email%d', 'type': 'email', 'description': 'Where news of it go'}",
        "{'name': 'count%d', 'type': 'integer', 'minimum': 0}",
        "{'name': 'note%d', 'type': 'longText'}"
    };

    private SampleObjects() {}

    static String name(int number) {
        return "thing" + number;
    }

    /**
     * The object of a number, which references the one before it.
     *
     * @param fields how many it has, the name and the reference included
     */
    static ObjectNode object(int number, int fields) {
        ObjectNode object = Json.object().put("name", name(number)).put("titleField", "name");
        ArrayNode list = object.putArray("fields");
        list.addObject().put("name", "name").put("type", "text").put("required", true);
        if (number > 0) {
            list.addObject()
                    .put("name", "parent")
                    .put("type", "reference")
                    .put("target", name(number - 1));
        }
        for (int i = 0; list.size() < fields; i++) {
            list.add(field(KINDS[i % KINDS.length], i));
        }
        object.putArray("validations")
                .addObject()
                .put("name", "positive")
                .put("expression", "amount2 == null || amount2 >= 0")
                .put("field", "amount2")
                .put("message", "It is less than nothing");
        ObjectNode view =
                object.putArray("views")
                        .addObject()
                        .put("name", "open")
                        .put("filter", "status1 == \"open\"");
        view.putArray("columns").add("name").add("amount2");
        return object;
    }

    private static ObjectNode field(String kind, int number) {
        return Json.readObject(kind.replace('\'', '"').formatted(number));
    }
}
