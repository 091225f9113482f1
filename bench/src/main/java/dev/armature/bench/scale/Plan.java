package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL carried a query out.
 *
 * @param buffers the pages that it looked at, wherever they came from
 * @param millis without planning
 * @param steps the nodes of the plan, the outermost first
 */
record Plan(long buffers, double millis, double planning, List<String> steps) {

    Plan {
        steps = List.copyOf(steps);
    }

    static Plan read(String json) {
        JsonNode explained = Json.read(json).get(0);
        JsonNode root = explained.get("Plan");
        List<String> steps = new ArrayList<>();
        walk(root, steps);
        return new Plan(
                root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong(),
                explained.get("Execution Time").asDouble(),
                explained.get("Planning Time").asDouble(),
                steps);
    }

    private static void walk(JsonNode node, List<String> steps) {
        String name = node.path("Node Type").asText();
        for (String attribute : List.of("Index Name", "Relation Name", "Index Cond", "Filter")) {
            if (node.has(attribute)) {
                String text = node.get(attribute).asText();
                name += " " + (text.length() > 120 ? text.substring(0, 120) + "…" : text);
            }
        }
        steps.add(
                name
                        + " ("
                        + node.path("Actual Rows").asLong()
                        + " of "
                        + node.path("Plan Rows").asLong()
                        + " rows expected)");
        node.path("Plans").forEach(child -> walk(child, steps));
    }

    String told() {
        return String.join(" > ", steps);
    }
}
