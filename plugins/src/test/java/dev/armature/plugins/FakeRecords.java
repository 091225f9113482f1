package dev.armature.plugins;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.manifest.Capabilities;
import dev.armature.plugin.sandbox.HostCallException;
import dev.armature.plugin.sandbox.HostFunctions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers reads of records, as far as the manifest's capabilities go. A query is answered with what
 * was prepared for its filter.
 */
final class FakeRecords implements HostFunctions {

    private final Capabilities capabilities;
    private final Map<String, String> byId = new LinkedHashMap<>();
    private final Map<String, List<String>> byFilter = new LinkedHashMap<>();

    FakeRecords(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    FakeRecords record(String object, String id, String json) {
        byId.put(object + " " + id, json.replace('\'', '"'));
        return this;
    }

    FakeRecords answer(String object, String filter, String... ids) {
        byFilter.put(object + " " + filter, List.of(ids));
        return this;
    }

    @Override
    public String call(String function, String argumentsJson) throws HostCallException {
        ObjectNode arguments = Json.readObject(argumentsJson);
        if (capabilities.decide(function, arguments)
                instanceof Capabilities.Decision.Missing missing) {
            throw new HostCallException("capability_missing", missing.message(), null);
        }
        String object = arguments.path("object").asText();
        return switch (function) {
            case "records.get" -> get(object, arguments.path("id").asText());
            case "records.query" -> query(object, arguments.path("filter").asText());
            default -> throw new HostCallException("not_supported", function, null);
        };
    }

    private String get(String object, String id) throws HostCallException {
        String json = byId.get(object + " " + id);
        if (json == null) {
            throw new HostCallException("not_found", object + " " + id, null);
        }
        return Json.write(Json.readObject(json).put("id", id));
    }

    private String query(String object, String filter) throws HostCallException {
        List<String> found =
                new ArrayList<>(byFilter.getOrDefault(object + " " + filter, List.of()));
        ObjectNode page = Json.object();
        ArrayNode data = page.putArray("data");
        for (String id : found) {
            data.add(Json.read(get(object, id)));
        }
        page.putObject("page").putNull("next");
        return Json.write(page);
    }
}
