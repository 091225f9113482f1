package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;

/** What somebody may do, as they may know it: what they do not see is not in it. */
final class Permissions {

    private Permissions() {}

    /**
     * By object: the rights, which of them are for some records only, and the fields that are not
     * shown whole, or that only others write.
     */
    static ObjectNode of(TenantModel seen) {
        ObjectNode objects = Json.object();
        seen.objects().forEach(object -> objects.set(object.name(), of(object)));
        return objects;
    }

    private static ObjectNode of(ObjectModel object) {
        Grants grants = object.tenant().grants();
        ObjectNode out = Json.object();
        ArrayNode conditional = Json.MAPPER.createArrayNode();
        for (Right right : Right.values()) {
            boolean allowed = grants.allows(object, right);
            out.put(right.word(), allowed);
            if (allowed && grants.condition(object, right) != null) {
                conditional.add(right.word());
            }
        }
        out.set("conditional", conditional);
        ObjectNode fields = out.putObject("fields");
        for (FieldModel field : object.fields()) {
            boolean masked = object.isMasked(field);
            boolean writable = !field.type().writable() || object.isWritable(field);
            if (masked || !writable) {
                fields.putObject(field.name())
                        .put("read", true)
                        .put("write", false)
                        .put("mask", masked);
            }
        }
        return out;
    }
}
