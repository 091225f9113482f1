package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;

/**
 * What a role may do with a field.
 *
 * @param write whether it may be changed, by who may write the record at all
 * @param mask whether no more of a value is shown than its end
 */
public record FieldRights(boolean read, boolean write, boolean mask) {

    /** Of a field that nothing is said of. */
    public static final FieldRights ALL = new FieldRights(true, true, false);

    private static final String READ = "read";
    private static final String WRITE = "write";
    private static final String MASK = "mask";

    static FieldRights read(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        boolean read = attributes.flag(READ, true);
        boolean mask = attributes.flag(MASK, false);
        boolean seen = read && !mask;
        boolean write = attributes.flag(WRITE, seen);
        attributes.finish();
        if (mask && !read) {
            problems.add(attributes.pointer(MASK), "not_allowed", "A hidden field has no mask");
        }
        if (write && !seen) {
            problems.add(
                    attributes.pointer(WRITE),
                    "not_allowed",
                    "Who may write a field sees it, and sees all of it");
        }
        return new FieldRights(read, write, mask);
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put(READ, read).put(WRITE, write);
        return mask ? out.put(MASK, true) : out;
    }
}
