package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Why a record is changed: the chain of causes, the first one last. It is stored with each version
 * and each event, tells why something changed, and bounds how far one change can lead to others.
 */
public record Cause(List<Link> chain) {

    /** How long a chain may get. */
    public static final int MAX_LENGTH = 10;

    /** The kinds of causes that are jobs, which can be undone as one change. */
    public static final Set<String> JOBS =
            Set.of("import", "massUpdate", "massDelete", "handOver", "undo");

    /**
     * One cause.
     *
     * @param kind {@code request}, {@code form}, {@code rule}, {@code plugin}, {@code cascade}, or
     *     that of a job
     * @param id what it was: the request's id, the form's id, the rule's name with its version, the
     *     plugin's id, the job's id
     */
    public record Link(String kind, String id) {}

    public Cause {
        chain = List.copyOf(chain);
    }

    public static Cause of(String kind, String id) {
        return new Cause(List.of(new Link(kind, id)));
    }

    /**
     * A cause that came of this one.
     *
     * @throws EngineException {@code rule_loop} when the chain would get too long
     */
    public Cause then(String kind, String id) {
        if (chain.size() >= MAX_LENGTH) {
            throw new EngineException(
                    ErrorCode.RULE_LOOP,
                    "One change led to another more than " + MAX_LENGTH + " times: " + describe());
        }
        List<Link> longer = new ArrayList<>();
        longer.add(new Link(kind, id));
        longer.addAll(chain);
        return new Cause(longer);
    }

    /** The job that this came of, the last one if there are several. */
    public Optional<UUID> job() {
        for (Link link : chain) {
            if (JOBS.contains(link.kind)) {
                return Optional.of(UUID.fromString(link.id));
            }
        }
        return Optional.empty();
    }

    /** Whether something is among the causes. */
    public boolean has(String id) {
        return chain.stream().anyMatch(link -> link.id.equals(id));
    }

    private String describe() {
        return String.join(" ← ", chain.stream().map(link -> link.kind + " " + link.id).toList());
    }

    public ArrayNode toJson() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Link link : chain) {
            ObjectNode node = array.addObject();
            node.put("kind", link.kind).put("id", link.id);
        }
        return array;
    }

    /** {@link #toJson} as it is written. */
    String json() {
        return Json.written(out -> {
            out.writeStartArray();
            for (Link link : chain) {
                out.writeStartObject();
                out.writeStringField("kind", link.kind);
                out.writeStringField("id", link.id);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** The same for those who do not see everything that changes may come of. */
    public ArrayNode kindsToJson() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        chain.forEach(link -> array.addObject().put("kind", link.kind));
        return array;
    }

    /** The cause that {@link #toJson} wrote. */
    public static Cause fromJson(JsonNode json) {
        List<Link> chain = new ArrayList<>();
        json.forEach(node ->
                chain.add(new Link(node.get("kind").textValue(), node.get("id").textValue())));
        return new Cause(chain);
    }
}
