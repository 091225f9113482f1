package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.query.ChildLists;
import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.Collections;
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
     * @param query what was asked for
     */
    static Map<String, @Nullable Object> page(byte[] json, boolean hasCursors, RecordQuery query) {
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
                query,
                !page.at("/page/next").isNull(),
                page.at("/page/count").isNumber() ? page.at("/page/count").longValue() : null);
    }

    /** The first page of those that reference a record; the last one where it goes backward. */
    static Map<String, @Nullable Object> children(
            ChildLists lists, UUID parent, RecordQuery query) {
        Nodes nodes = new Nodes();
        lists.of(parent).forEach(child -> nodes.add(child.cursor(), child.record()));
        return nodes.connection(query, lists.goesOn(parent), lists.count(parent));
    }

    private void add(@Nullable String cursor, ObjectNode node) {
        Map<String, @Nullable Object> edge = new LinkedHashMap<>();
        edge.put("cursor", cursor);
        edge.put("node", node);
        edges.add(edge);
        nodes.add(node);
    }

    // Whichever way a list is gone through, its records are in its order.
    private Map<String, @Nullable Object> connection(
            RecordQuery query, boolean goesOn, @Nullable Long count) {
        boolean begun = query.cursor() != null;
        if (query.backward()) {
            Collections.reverse(edges);
            Collections.reverse(nodes);
        }
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("hasNextPage", query.backward() ? begun : goesOn);
        info.put("hasPreviousPage", query.backward() ? goesOn : begun);
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
