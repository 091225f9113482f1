package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.InvalidJsonPatchException;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a JSON Patch (RFC 6902) changes of a record. */
final class PatchedRecord {

    /** How many operations one patch may have. */
    static final int MAX_OPERATIONS = 1_000;

    private PatchedRecord() {}

    /**
     * The fields that are another after the patch, as a client would send them; null for those that
     * it removes.
     *
     * @throws EngineException when the patch is none, or does not fit the record as it is
     */
    static ObjectNode changes(WriteSession session, Draft draft, Command.Patch patch) {
        StoredRecord before = Objects.requireNonNull(draft.before());
        ObjectNode current = Json.parseObject(session.json(before, session.bindings(draft)));
        JsonNode patched = patched(patch, current);
        if (!(patched instanceof ObjectNode after)) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST, "The patch replaces the record by something else");
        }
        Set<String> names = new TreeSet<>();
        current.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        ObjectNode changes = Json.object();
        for (String name : names) {
            JsonNode value = after.get(name);
            if (!Objects.equals(value, current.get(name))) {
                changes.set(name, value == null ? Json.MAPPER.nullNode() : value);
            }
        }
        return changes;
    }

    private static JsonNode patched(Command.Patch patch, ObjectNode current) {
        if (patch.operations().size() > MAX_OPERATIONS) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "A patch has at most " + MAX_OPERATIONS + " operations");
        }
        patch.operations().forEach(PatchedRecord::requireBounded);
        try {
            return JsonPatch.apply(patch.operations(), current);
        } catch (InvalidJsonPatchException e) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST, "It is no JSON Patch: " + e.getMessage());
        } catch (JsonPatchApplicationException e) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The patch does not fit the record as it is: " + e.getMessage());
        }
    }

    /** A copy of something into itself doubles it: a few dozen would fill any memory. */
    private static void requireBounded(JsonNode operation) {
        boolean copies = operation.path("op").asText().equals("copy");
        if (copies && !(isField(operation.path("from")) && isField(operation.path("path")))) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST, "A patch copies from one field to another");
        }
    }

    private static boolean isField(JsonNode pointer) {
        return pointer.asText().matches("/[^/]+");
    }
}
