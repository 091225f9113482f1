package dev.armature.metadata.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON Merge Patch (RFC 7396). */
public final class MergePatch {

    private MergePatch() {}

    /**
     * A copy of {@code target} with the patch applied: null removes, objects merge, all else
     * replaces.
     */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        ObjectNode result = target.deepCopy();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                result.remove(change.getKey());
            } else if (value instanceof ObjectNode nested) {
                JsonNode old = result.get(change.getKey());
                result.set(
                        change.getKey(),
                        apply(old instanceof ObjectNode object ? object : Json.object(), nested));
            } else {
                result.set(change.getKey(), value.deepCopy());
            }
        }
        return result;
    }
}
