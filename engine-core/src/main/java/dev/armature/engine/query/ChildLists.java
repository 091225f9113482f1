package dev.armature.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first pages of lists of records that reference others, by the records that they reference.
 */
public final class ChildLists {

    private final int limit;
    private final Map<UUID, List<Child>> children = new HashMap<>();
    private final Map<UUID, Long> counts = new HashMap<>();

    /**
     * A record of a list.
     *
     * @param cursor from where the list goes on after it; null when nobody asked
     */
    public record Child(@Nullable String cursor, ObjectNode record) {}

    ChildLists(int limit) {
        this.limit = limit;
    }

    void add(byte[] rows) {
        for (JsonNode row : Json.parse(rows)) {
            children.computeIfAbsent(
                            UUID.fromString(row.get(0).textValue()), id -> new ArrayList<>())
                    .add(new Child(row.get(1).textValue(), (ObjectNode) row.get(2)));
        }
    }

    void readCounts(ResultSet rows) throws SQLException {
        while (rows.next()) {
            counts.put(rows.getObject(1, UUID.class), rows.getLong(2));
        }
    }

    /** The records of a parent's first page. */
    public List<Child> of(UUID parent) {
        List<Child> all = children.getOrDefault(parent, List.of());
        return all.subList(0, Math.min(limit, all.size()));
    }

    /** Whether a parent's list goes on after its first page. */
    public boolean goesOn(UUID parent) {
        return children.getOrDefault(parent, List.of()).size() > limit;
    }

    /** How many records a parent's list has, if it was counted. */
    public long count(UUID parent) {
        return counts.getOrDefault(parent, 0L);
    }
}
