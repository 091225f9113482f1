package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.query.ChildLists;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages of records as connections, by the names that a schema has for their parts. */
final class Nodes {

    private final List<Map<String, @Nullable Object>> edges = new ArrayList<>();
    private final List<ObjectNode> nodes = new ArrayList<>();

    private Nodes() {}

    /**
     * The page that the reader wrote.
     *
     * @param hasCursors whether each record is with its cursor
     * @param isFirst whether it is a list's first page
     */
    static Map<String, @Nullable Object> page(byte[] json, boolean hasCursors, boolean isFirst) {
        JsonNode page = Json.parse(json);
        Nodes nodes = new Nodes();
        for (JsonNode element : page.get("data")) {
            if (hasCursors) {
                nodes.add(element.get("cursor").textValue(), (ObjectNode) element.get("node"));
            } else {
                nodes.add(null, (ObjectNode) element);
            }
        }
        return nodes.connection(
                !page.at("/page/next").isNull(),
                !isFirst,
                page.at("/page/count").isNumber() ? page.at("/page/count").longValue() : null);
    }

    /** The first page of those that reference a record. */
    static Map<String, @Nullable Object> children(ChildLists lists, UUID parent) {
        Nodes nodes = new Nodes();
        lists.of(parent).forEach(child -> nodes.add(child.cursor(), child.record()));
        return nodes.connection(lists.goesOn(parent), false, lists.count(parent));
    }

    private void add(@Nullable String cursor, ObjectNode node) {
        Map<String, @Nullable Object> edge = new LinkedHashMap<>();
        edge.put("cursor", cursor);
        edge.put("node", node);
        edges.add(edge);
        nodes.add(node);
    }

    private Map<String, @Nullable Object> connection(
            boolean goesOn, boolean hasPrevious, @Nullable Long count) {
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("hasNextPage", goesOn);
        info.put("hasPreviousPage", hasPrevious);
        info.put("startCursor", edges.isEmpty() ? null : edges.getFirst().get("cursor"));
        info.put("endCursor", edges.isEmpty() ? null : edges.getLast().get("cursor"));
        Map<String, @Nullable Object> connection = new LinkedHashMap<>();
        connection.put("edges", edges);
        connection.put("nodes", nodes);
        connection.put("pageInfo", info);
        connection.put("totalCount", count);
        return connection;
    }
}
