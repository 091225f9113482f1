package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The OpenAPI 3.1 document of a tenant's API as one caller may use it: the fixed part from
 * openapi.json, and for each object of the tenant its paths and schemas. Thread-safe.
 */
public final class OpenApi {

    private static final String ADMINISTRATOR_ONLY = "x-administrator";

    private final String fixed;

    public OpenApi() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing from the class path");
            }
            fixed = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ObjectNode document(TenantModel model, Caller caller) {
        ObjectNode document = Json.readObject(fixed);
        ObjectNode paths = (ObjectNode) document.get("paths");
        forCaller(paths, caller);
        ObjectNode schemas = (ObjectNode) document.get("components").get("schemas");
        ArrayNode tags = (ArrayNode) document.get("tags");
        for (ObjectModel object : model.objects()) {
            String schema = schemaName(object);
            schemas.set(schema, RecordSchemas.input(object, caller.locale()));
            schemas.set(
                    schema + "Record",
                    withoutDialect(RecordSchemas.record(object, caller.locale())));
            tags.addObject()
                    .put("name", object.name())
                    .put("description", object.definition().header().pluralLabel());
            new ObjectPaths(object, schema, caller.isAdministrator()).addTo(paths);
        }
        limited(paths);
        Components.withoutUnused(document);
        return document;
    }

    /** Whatever is asked, it may be asked too often. */
    private static void limited(ObjectNode paths) {
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                if (operation.get("responses") instanceof ObjectNode responses) {
                    responses.putObject("429").put("$ref", "#/components/responses/Problem");
                }
            }
        }
    }

    private static ObjectNode withoutDialect(ObjectNode schema) {
        schema.remove("$schema");
        return schema;
    }

    /**
     * The operations that the caller may call; what is for administrators is not shown to others.
     */
    private static void forCaller(ObjectNode paths, Caller caller) {
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            ObjectNode operations = (ObjectNode) path.getValue();
            List<String> hidden = new ArrayList<>();
            operations
                    .properties()
                    .forEach(operation -> {
                        if (operation.getValue() instanceof ObjectNode node
                                && node.remove(ADMINISTRATOR_ONLY) != null
                                && !caller.isAdministrator()) {
                            hidden.add(operation.getKey());
                        }
                    });
            hidden.forEach(operations::remove);
        }
        List<String> empty = new ArrayList<>();
        paths.properties()
                .forEach(path -> {
                    boolean any =
                            path.getValue().properties().stream()
                                    .anyMatch(entry -> !entry.getKey().equals("parameters"));
                    if (!any) {
                        empty.add(path.getKey());
                    }
                });
        empty.forEach(paths::remove);
    }

    static String schemaName(ObjectModel object) {
        return object.name().substring(0, 1).toUpperCase(Locale.ROOT) + object.name().substring(1);
    }
}
