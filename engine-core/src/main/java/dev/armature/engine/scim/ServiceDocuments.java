package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.site.PublicUrl;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.util.List;

/** What clients may know of the service itself (RFC 7644, 4). Thread-safe. */
public final class ServiceDocuments {

    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:";
    private static final List<Schema> KINDS = List.of(Schema.USER, Schema.GROUP);

    private final PublicUrl url;

    public ServiceDocuments(PublicUrl url) {
        this.url = url;
    }

    private ObjectNode document(String kind) {
        ObjectNode json = Json.object();
        json.putArray("schemas").add(CORE + kind);
        return json;
    }

    private ObjectNode located(ObjectNode json, String kind, String place) {
        json.putObject("meta")
                .put("resourceType", kind)
                .put("location", url.of(ScimStore.BASE + place));
        return json;
    }

    /** What of the protocol there is. */
    public ObjectNode configuration() {
        ObjectNode json = document("ServiceProviderConfig");
        json.putObject("patch").put("supported", true);
        json.putObject("bulk")
                .put("supported", false)
                .put("maxOperations", 0)
                .put("maxPayloadSize", 0);
        json.putObject("filter").put("supported", true).put("maxResults", ScimQuery.MOST);
        json.putObject("changePassword").put("supported", false);
        json.putObject("sort").put("supported", true);
        json.putObject("etag").put("supported", true);
        json.putArray("authenticationSchemes")
                .addObject()
                .put("type", "oauthbearertoken")
                .put("name", "API key")
                .put("description", "An API key with the scope scim as Authorization: Bearer");
        return located(json, "ServiceProviderConfig", "ServiceProviderConfig");
    }

    /** The kinds of resources. */
    public ObjectNode resourceTypes() {
        List<ObjectNode> types = KINDS.stream().map(this::resourceType).toList();
        return ScimStore.list(types.size(), 1, types);
    }

    /** One kind. */
    public ObjectNode resourceType(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .map(this::resourceType)
                .orElseThrow(() -> EngineException.notFound("The resource type"));
    }

    private ObjectNode resourceType(Schema kind) {
        ObjectNode json =
                document("ResourceType")
                        .put("id", kind.name())
                        .put("name", kind.name())
                        .put("endpoint", "/" + kind.endpoint())
                        .put("description", kind.name() + "s of the tenant")
                        .put("schema", kind.urn());
        if (!kind.extension().isEmpty()) {
            json.putArray("schemaExtensions")
                    .addObject()
                    .put("schema", Schema.ENTERPRISE)
                    .put("required", false);
        }
        return located(json, "ResourceType", "ResourceTypes/" + kind.name());
    }

    /** The attributes of all of them. */
    public ObjectNode schemas() {
        List<ObjectNode> all = all();
        return ScimStore.list(all.size(), 1, all);
    }

    private List<ObjectNode> all() {
        return List.of(
                schema(Schema.USER_URN, "User", Schema.USER.core()),
                schema(Schema.GROUP_URN, "Group", Schema.GROUP.core()),
                schema(Schema.ENTERPRISE, "EnterpriseUser", Schema.USER.extension()));
    }

    /** The attributes of one schema. */
    public ObjectNode schema(String urn) {
        return all().stream()
                .filter(schema -> schema.get("id").textValue().equalsIgnoreCase(urn))
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("The schema"));
    }

    private ObjectNode schema(String urn, String name, List<Attribute> attributes) {
        ObjectNode json =
                document("Schema")
                        .put("id", urn)
                        .put("name", name)
                        .put("description", name + " as the platform keeps it");
        ArrayNode list = json.putArray("attributes");
        // Every resource has these, so schemas do not name them (RFC 7643, 3.1).
        attributes.stream()
                .filter(attribute ->
                        !List.of("id", "externalId", "meta").contains(attribute.name()))
                .forEach(attribute -> list.add(attribute.toJson()));
        return located(json, "Schema", "Schemas/" + urn);
    }
}
