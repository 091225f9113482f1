package dev.armature.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.Map;

/**
 * The JSON Schemas inside a manifest: draft 2020-12, about an object, and complete in themselves.
 */
final class JsonSchemas {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private static final Schema META =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SchemaLocation.of(DRAFT));

    private JsonSchemas() {}

    static void check(ObjectNode schema, String pointer, Problems problems) {
        for (Error error : META.validate(schema)) {
            problems.add(
                    pointer + error.getInstanceLocation(), "invalid_schema", error.getMessage());
        }
        if (!schema.path("type").asText().equals("object")) {
            problems.add(
                    Pointers.at(pointer, "type"),
                    "invalid_schema",
                    "The schema is that of an object: \"type\" must be \"object\"");
        }
        references(schema, pointer, problems);
    }

    /** What a schema refers to lies within it: nothing is fetched for a stranger's schema. */
    private static void references(JsonNode node, String pointer, Problems problems) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                String name = entry.getKey();
                String at = Pointers.at(pointer, name);
                boolean refers = name.equals("$ref") || name.equals("$dynamicRef");
                if (refers && !entry.getValue().asText().startsWith("#")) {
                    problems.add(at, "invalid_schema", "A reference begins with # here");
                }
                references(entry.getValue(), at, problems);
            }
        } else {
            for (int i = 0; i < node.size(); i++) {
                references(node.get(i), Pointers.at(pointer, i), problems);
            }
        }
    }
}
