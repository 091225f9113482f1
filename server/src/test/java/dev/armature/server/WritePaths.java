package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Every way on which records of the object {@code entry} are written, so that what an object
 * demands can be tried on all of them. Each way answers with the code of the refusal, or with
 * {@link #WRITTEN}.
 */
final class WritePaths {

    static final String WRITTEN = "written";

    private static final String ENTRIES = "/api/v1/records/entry";

    private final ApiClient api;
    private int seeds;
    private @Nullable String expires;

    /** A way that makes a record with these values, among them its key. */
    @FunctionalInterface
    interface Create {
        String with(String values);
    }

    /** A way that changes a record's values. */
    @FunctionalInterface
    interface Change {
        String of(JsonNode entry, String values);
    }

    /** A way that takes a record away. */
    @FunctionalInterface
    interface Delete {
        String of(JsonNode entry);
    }

    /**
     * @param options what {@code entry} demands, as members of its JSON
     */
    WritePaths(ApiClient api, String options) {
        this.api = api;
        api.object("{'name': 'folder', 'fields': [{'name': 'name', 'type': 'text'}]}");
        api.object("{'name': 'crate', 'fields': [{'name': 'name', 'type': 'text'}]}");
        api.object(
                """
                {'name': 'entry', 'fields': [{'name': 'key', 'type': 'text', 'unique': true}, {'name': 'kind', 'type': 'text'},
                  {'name': 'number', 'type': 'integer'}, {'name': 'state', 'type': 'select', 'options': ['draft', 'posted', 'void']}, {'name': 'note', 'type': 'text'},
                  {'name': 'folder', 'type': 'reference', 'target': 'folder', 'onDelete': 'cascade'},
                  {'name': 'shelf', 'type': 'reference', 'target': 'folder', 'onDelete': 'setNull'},
                  {'name': 'crate', 'type': 'reference', 'target': 'crate'}, {'name': 'expires', 'type': 'date'}],
                 'retention': {'field': 'expires', 'keep': 'P1D', 'then': 'recycleBin'}, %s}
                """
                        .formatted(options));
        wishes();
        api.create(
                "/api/v1/metadata/objects/entry/rules",
                """
                {'name': 'raise', 'moment': 'beforeSave', 'condition': 'note == ~rule~', 'actions': [{'type': 'setField', 'field': 'number', 'value': '99'}]}
                """
                        .replace("~", "\\\""));
        ApiClient.Answer installed = api.install(poker());
        assertThat(installed.status()).describedAs(installed.toString()).isEqualTo(201);
    }

    /** A rule makes entries after the fact, of what somebody wished for. */
    private void wishes() {
        api.object(
                """
                {'name': 'wish', 'fields': [{'name': 'key', 'type': 'text'}, {'name': 'kind', 'type': 'text'},
                  {'name': 'number', 'type': 'integer'}, {'name': 'state', 'type': 'text'}]}
                """);
        api.create(
                "/api/v1/metadata/objects/wish/rules",
                """
                {'name': 'grant', 'moment': 'afterCommit', 'actions': [{'type': 'createRecord', 'object': 'entry',
                  'values': {'key': 'key', 'kind': 'kind', 'number': 'number', 'state': 'state'}}]}
                """);
    }

    /** A plugin whose hook does to entries what it is told. */
    private static byte[] poker() {
        return PluginZip.of(
                        """
                        {'id': 'poker', 'version': '1.0.0', 'name': 'Poker', 'engine': '>=1 <2',
                         'capabilities': {'records': {'entry': ['read', 'create', 'update', 'delete']}},
                         'hooks': [{'object': 'poke', 'on': ['beforeCreate'], 'handler': 'parcel.check'}, {'object': 'poke', 'on': ['beforeUpdate'], 'handler': 'parcel.check'}]}
                        """)
                .with(
                        "metadata/objects/poke.json",
                        """
                        {'name': 'poke', 'fields': [{'name': 'operation', 'type': 'text'}, {'name': 'target', 'type': 'text'}, {'name': 'values', 'type': 'text'}]}
                        """)
                .withCode(
                        """
                        const values = JSON.parse(record.values || '{}');
                        if (record.operation === 'create') host.records.create('entry', values);
                        if (record.operation === 'update') host.records.update('entry', record.target, values);
                        if (record.operation === 'upsert') host.records.upsert('entry', 'key', record.target, values);
                        if (record.operation === 'delete') host.records.delete('entry', record.target);
                        """)
                .bytes();
    }

    Map<String, Create> creates() {
        Map<String, Create> ways = new LinkedHashMap<>();
        ways.put("POST", values -> code(api.post(ENTRIES, values)));
        ways.put("PUT by key", values -> code(api.put(byKey(Json.read(json(values))), values)));
        ways.put("bulk create", values -> bulk("{'op': 'create', 'record': %s}", true, values));
        ways.put(
                "bulk create, each for itself",
                values -> bulk("{'op': 'create', 'record': %s}", false, values));
        ways.put("bulk upsert", values -> bulk(upsert(Json.read(json(values))), false, values));
        ways.put("import", values -> imported("", Json.read(json(values))));
        ways.put(
                "import, upsert",
                values -> imported("?mode=upsert&key=key", Json.read(json(values))));
        ways.put(
                "nested create",
                values ->
                        code(
                                api.post(
                                        "/api/v1/records/crate",
                                        "{'$children': {'entry': [" + values + "]}}")));
        ways.put(
                "GraphQL create",
                values ->
                        graph(
                                "mutation($v: Entry_Input!) { entry_create(values: $v) { id } }",
                                values));
        ways.put(
                "GraphQL upsert",
                values -> graph(graphUpsert(key(Json.read(json(values)))), values));
        ways.put("a plugin's seed", values -> seeded(Json.readObject(json(values))));
        ways.put("a hook creates", values -> poke("create", "", values));
        ways.put("a hook upserts", values -> poke("upsert", key(Json.read(json(values))), values));
        return ways;
    }

    Map<String, Change> changes() {
        Map<String, Change> ways = new LinkedHashMap<>();
        ways.put("PATCH", (entry, values) -> code(api.patch(path(entry), values)));
        ways.put("PUT", (entry, values) -> code(api.put(path(entry), whole(now(entry), values))));
        ways.put("JSON Patch", (entry, values) -> code(jsonPatch(entry, values)));
        ways.put("PUT by key", (entry, values) -> code(api.put(byKey(entry), values)));
        ways.put(
                "bulk update",
                (entry, values) ->
                        bulk(
                                "{'op': 'update', 'id': '" + id(entry) + "', 'record': %s}",
                                true,
                                values));
        ways.put(
                "bulk update, each for itself",
                (entry, values) ->
                        bulk(
                                "{'op': 'update', 'id': '" + id(entry) + "', 'record': %s}",
                                false,
                                values));
        ways.put("bulk upsert", (entry, values) -> bulk(upsert(entry), true, values));
        ways.put(
                "import, upsert",
                (entry, values) -> imported("?mode=upsert&key=key", withKey(entry, values)));
        ways.put(
                "mass change",
                (entry, values) ->
                        mass("update", "{'filter': %s, 'set': %s}".formatted(only(entry), values)));
        ways.put(
                "mass change, computed",
                (entry, values) ->
                        mass(
                                "update",
                                "{'filter': %s, 'compute': %s}"
                                        .formatted(only(entry), computed(values))));
        ways.put(
                "GraphQL update",
                (entry, values) ->
                        graph(
                                "mutation($v: Entry_Input!) { entry_update(id: '%s', values: $v) { id } }"
                                        .formatted(id(entry)),
                                values));
        ways.put("GraphQL upsert", (entry, values) -> graph(graphUpsert(key(entry)), values));
        ways.put("a plugin's seed", (entry, values) -> seeded(withKey(entry, values)));
        ways.put("a hook updates", (entry, values) -> poke("update", id(entry), values));
        ways.put("a hook upserts", (entry, values) -> poke("upsert", key(entry), values));
        return ways;
    }

    Map<String, Delete> deletes() {
        Map<String, Delete> ways = new LinkedHashMap<>();
        ways.put("DELETE", entry -> code(api.delete(path(entry))));
        ways.put(
                "bulk delete",
                entry -> bulk("{'op': 'delete', 'id': '" + id(entry) + "'}", true, ""));
        ways.put(
                "bulk delete, each for itself",
                entry -> bulk("{'op': 'delete', 'id': '" + id(entry) + "'}", false, ""));
        ways.put("mass deletion", entry -> mass("delete", "{'filter': %s}".formatted(only(entry))));
        ways.put(
                "GraphQL delete",
                entry -> graph("mutation { entry_delete(id: '%s') }".formatted(id(entry)), "{}"));
        ways.put("a hook deletes", entry -> poke("delete", id(entry), "{}"));
        ways.put(
                "deletion of what it belongs to",
                entry ->
                        code(
                                api.delete(
                                        "/api/v1/records/folder/"
                                                + entry.get("folder").textValue())));
        return ways;
    }

    private static ObjectNode withKey(JsonNode entry, String values) {
        ObjectNode all = Json.object().put("key", key(entry));
        return all.setAll(Json.readObject(json(values)));
    }

    /** Values as expressions that give them. */
    private static String computed(String values) {
        ObjectNode expressions = Json.object();
        Json.readObject(json(values))
                .properties()
                .forEach(value -> expressions.put(value.getKey(), value.getValue().toString()));
        return expressions.toString();
    }

    /** A plugin that brings a record, in a version newer than the last one. */
    private String seeded(ObjectNode values) {
        ObjectNode seed = Json.object().put("object", "entry").put("key", "key");
        seed.putArray("records").add(values);
        return code(
                api.install(
                        PluginZip.of(
                                        """
                                        {'id': 'seeder', 'version': '1.0.%d', 'name': 'Seeder', 'engine': '>=1 <2', 'requires': {'poker': '>=1 <2'}}
                                        """
                                                .formatted(++seeds))
                                .with("metadata/seed/entries.json", seed.toString())
                                .bytes()));
    }

    /** An entry whose time is over, and the platform looks for such. */
    String expired(Supplier<JsonNode> make, Runnable sweep) {
        expires = "2020-01-01";
        JsonNode entry;
        try {
            entry = make.get();
        } finally {
            expires = null;
        }
        sweep.run();
        return api.get(path(entry)).status() == 404 ? WRITTEN : "kept";
    }

    private static String only(JsonNode entry) {
        return "'key == \\'%s\\''".formatted(key(entry)).replace("\\'", "\\\"");
    }

    private String mass(String what, String body) {
        ApiClient.Answer answer = api.post(ENTRIES + "/" + what, body);
        return answer.status() == 202 ? jobCode(answer.id()) : code(answer);
    }

    /** The code of what a job was refused for, or that it was not. */
    String jobCode(String job) {
        JsonNode ended = api.finished(job);
        if (ended.get("refused").intValue() > 0) {
            return ended.at("/refusals/0/errors/0/code").asText();
        }
        return ended.get("state").textValue().equals("done") ? WRITTEN : "failed";
    }

    /** A change by a rule before save, which is made for it: nothing but a note is written. */
    String ruled(JsonNode entry, String values) {
        ArrayNode actions = Json.MAPPER.createArrayNode();
        Json.readObject(json(values))
                .properties()
                .forEach(value ->
                        actions.addObject()
                                .put("type", "setField")
                                .put("field", value.getKey())
                                .put("value", value.getValue().toString()));
        ObjectNode rule =
                Json.object()
                        .put("name", "forced")
                        .put("moment", "beforeSave")
                        .put("condition", "note == \"forced\"");
        rule.set("actions", actions);
        ApiClient.Answer made = api.post("/api/v1/metadata/objects/entry/rules", rule.toString());
        assertThat(made.status()).describedAs(made.toString()).isEqualTo(201);
        try {
            return patch(entry, "{'note': 'forced'}");
        } finally {
            api.delete("/api/v1/metadata/objects/entry/rules/forced");
        }
    }

    /** A value that a mass change replaces, which is then undone. */
    String undone(JsonNode entry, String between, Runnable meanwhile) {
        ApiClient.Answer changed =
                api.post(
                        ENTRIES + "/update",
                        "{'filter': %s, 'set': %s}".formatted(only(entry), between));
        assertThat(jobCode(changed.id())).isEqualTo(WRITTEN);
        meanwhile.run();
        return jobCode(api.post("/api/v1/jobs/" + changed.id() + "/undo", "").id());
    }

    /** A deletion that is undone. */
    String undeleted(JsonNode entry, Runnable meanwhile) {
        ApiClient.Answer deleted =
                api.post(ENTRIES + "/delete", "{'filter': %s}".formatted(only(entry)));
        assertThat(jobCode(deleted.id())).isEqualTo(WRITTEN);
        meanwhile.run();
        return jobCode(api.post("/api/v1/jobs/" + deleted.id() + "/undo", "").id());
    }

    /** An entry that is imported, and the import undone. */
    String unimported(String values, Runnable meanwhile) {
        ObjectNode all = Json.readObject(json(values));
        String header = String.join(",", all.properties().stream().map(Map.Entry::getKey).toList());
        String line =
                String.join(
                        ",",
                        all.properties().stream().map(one -> one.getValue().asText()).toList());
        ApiClient.Answer made = api.csv(ENTRIES + "/import", header + "\n" + line + "\n");
        assertThat(jobCode(made.id())).isEqualTo(WRITTEN);
        meanwhile.run();
        return jobCode(api.post("/api/v1/jobs/" + made.id() + "/undo", "").id());
    }

    /** A field converted, one of its texts replaced by another. */
    String converted(String field, String from, String to) {
        ApiClient.Answer job =
                api.post(
                        "/api/v1/metadata/objects/entry/fields/" + field + "/convert",
                        "{'type': 'text', 'replace': {'%s': '%s'}}".formatted(from, to));
        assertThat(job.status()).describedAs(job.toString()).isEqualTo(202);
        return api.finished(job.id()).get("state").textValue().equals("done")
                ? WRITTEN
                : api.finished(job.id()).get("error").textValue();
    }

    /** A reference emptied because the record it leads to is deleted. */
    String emptied(JsonNode entry, String field) {
        return code(api.delete("/api/v1/records/folder/" + entry.get(field).textValue()));
    }

    /** A new entry in a folder of its own. */
    JsonNode entry(String values) {
        String folder = api.create("/api/v1/records/folder", "{}");
        ObjectNode all = Json.readObject(json(values));
        String shelf = api.create("/api/v1/records/folder", "{}");
        all.put("folder", folder).put("shelf", shelf).put("expires", expires);
        ApiClient.Answer made = api.post(ENTRIES, all.toString());
        assertThat(made.status()).describedAs(made.toString()).isEqualTo(201);
        return made.json();
    }

    /** The entry as it is now. */
    JsonNode now(JsonNode entry) {
        return api.get(path(entry)).json();
    }

    /** How many entries a filter finds. */
    int count(String filter) {
        return api.get(ENTRIES + "?filter=" + ApiClient.encode(json(filter)))
                .json()
                .get("data")
                .size();
    }

    String patch(JsonNode entry, String values) {
        return code(api.patch(path(entry), values));
    }

    String restore(JsonNode entry) {
        return code(api.post(path(entry) + "/restore", ""));
    }

    String restoreByGraph(JsonNode entry) {
        return graph("mutation { entry_restore(id: '%s') { id } }".formatted(id(entry)), "{}");
    }

    private static String graphUpsert(String key) {
        return "mutation($v: Entry_Input!) { entry_upsert(field: 'key', value: '%s', values: $v) { id } }"
                .formatted(key);
    }

    private String graph(String operation, String values) {
        ObjectNode body = Json.object().put("query", operation.replace('\'', '"'));
        body.putObject("variables").set("v", Json.readObject(json(values)));
        JsonNode answer = api.send("POST", "/graphql", "application/json", Json.bytes(body)).json();
        String code = answer.has("errors") ? code(answer.at("/errors/0/extensions")) : WRITTEN;
        // Of what is only ever added to, the schema has nothing that changes or deletes it.
        return code.equals("invalid_query") && isAppendOnly() ? "append_only" : code;
    }

    private boolean isAppendOnly() {
        return api.get("/api/v1/metadata/objects/entry").json().path("appendOnly").booleanValue();
    }

    /** Asks a rule for an entry and waits until it has had its say. */
    void wish(String values) {
        String wish = api.create("/api/v1/records/wish", values);
        String marker = "after-" + wish;
        api.create("/api/v1/records/wish", "{'key': '%s'}".formatted(marker));
        ApiClient.await(() -> count("key == '" + marker + "'") == 1);
        // What came before was begun before, and may end after.
        ApiClient.await(() ->
                TestPlatform.shared()
                        .rows(
                                "select 1 from effect e join outbox o on (o.tenant_id, o.id) = (e.tenant_id, e.event_id) where o.record_id = '"
                                        + wish
                                        + "' and e.done_at is null and e.error is null")
                        .isEmpty());
    }

    private String bulk(String operation, boolean atomic, String values) {
        ApiClient.Answer answer =
                api.post(
                        ENTRIES + "/bulk",
                        "{'atomic': %s, 'operations': [%s]}"
                                .formatted(atomic, operation.formatted(values)));
        if (answer.status() != 200) {
            return code(answer);
        }
        JsonNode result = answer.json().at("/results/0");
        return result.has("problem") ? code(result.get("problem")) : WRITTEN;
    }

    private static String upsert(JsonNode entry) {
        return "{'op': 'upsert', 'field': 'key', 'value': '" + key(entry) + "', 'record': %s}";
    }

    private String imported(String parameters, JsonNode values) {
        String header =
                StreamSupport.stream(values.properties().spliterator(), false)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(","));
        String line =
                values.properties().stream()
                        .map(value -> value.getValue().asText())
                        .collect(Collectors.joining(","));
        ApiClient.Answer answer =
                api.csv(ENTRIES + "/import" + parameters, header + "\n" + line + "\n");
        JsonNode job = api.finished(answer.id());
        return job.get("refused").intValue() == 0
                ? WRITTEN
                : api.get("/api/v1/jobs/" + answer.id())
                        .json()
                        .at("/refusals/0/errors/0/code")
                        .asText();
    }

    private String poke(String operation, String target, String values) {
        ObjectNode poke =
                Json.object()
                        .put("operation", operation)
                        .put("target", target)
                        .put("values", json(values));
        ApiClient.Answer answer =
                api.send(
                        "POST",
                        "/api/v1/records/poke",
                        "application/json",
                        poke.toString().getBytes(StandardCharsets.UTF_8));
        // A plugin is told one code, and in words what is wrong with values.
        return code(answer).equals("validation_failed")
                        && answer.body().contains("would lead back to itself")
                ? "reference_cycle"
                : code(answer);
    }

    private ApiClient.Answer jsonPatch(JsonNode entry, String values) {
        ArrayNode steps = Json.MAPPER.createArrayNode();
        Json.readObject(json(values))
                .properties()
                .forEach(value ->
                        steps.addObject()
                                .put("op", "add")
                                .put("path", "/" + value.getKey())
                                .set("value", value.getValue()));
        return api.send(
                "PATCH",
                path(entry),
                "application/json-patch+json",
                steps.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String whole(JsonNode entry, String values) {
        ObjectNode all = entry.deepCopy();
        all.setAll(Json.readObject(json(values)));
        return all.toString();
    }

    private static String code(ApiClient.Answer answer) {
        return answer.status() < 300 ? WRITTEN : code(answer.json());
    }

    /** The code of a refusal; what is wrong with values is told by the first of them. */
    private static String code(JsonNode problem) {
        String code = problem.get("code").textValue();
        return code.equals("validation_failed")
                ? problem.at("/errors/0/code").asText("none: " + problem)
                : code;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String path(JsonNode entry) {
        return ENTRIES + "/" + id(entry);
    }

    private static String byKey(JsonNode entry) {
        return ENTRIES + "/by/key/" + key(entry);
    }

    private static String id(JsonNode entry) {
        return entry.get("id").textValue();
    }

    private static String key(JsonNode entry) {
        return entry.get("key").textValue();
    }
}
