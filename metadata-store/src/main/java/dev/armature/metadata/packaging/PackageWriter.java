package dev.armature.metadata.packaging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tenant's metadata down. It says names and no numbers, in the order in which things are
 * shown, so that two tenants with the same metadata have the same package, byte by byte.
 */
public final class PackageWriter {

    private PackageWriter() {}

    /**
     * The package of a tenant.
     *
     * @param plugins those that the tenant has, whatever their order
     */
    public static MetadataPackage write(
            TenantDefinition definition, List<MetadataPackage.Plugin> plugins) {
        List<ObjectNode> objects = new ArrayList<>();
        for (ObjectDefinition object : definition.objects().values()) {
            ObjectNode written = object.plugin() == null ? object.toJson() : additions(object);
            if (written != null) {
                objects.add(written);
            }
        }
        return new MetadataPackage(
                plugins.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList(),
                objects,
                definition.roles().values().stream()
                        .map(role -> role.toJson(definition))
                        .sorted((a, b) ->
                                a.get("name").textValue().compareTo(b.get("name").textValue()))
                        .toList());
    }

    /** What a tenant added to an object that a plugin brought; null when that is nothing. */
    private static @Nullable ObjectNode additions(ObjectDefinition object) {
        ObjectNode out = Json.object().put("name", object.name()).put("plugin", object.plugin());
        ArrayNode fields = out.putArray("fields");
        object.fields().stream()
                .filter(field -> field.plugin() == null)
                .forEach(field -> fields.add(field.toJson()));
        int count = fields.size();
        for (Part.Kind kind : Part.Kind.values()) {
            ArrayNode parts = out.putArray(kind.plural());
            object.parts().stream()
                    .filter(part -> part.kind() == kind && part.plugin() == null)
                    .forEach(part -> parts.add(part.toJson()));
            count += parts.size();
        }
        return count == 0 ? null : out;
    }
}
