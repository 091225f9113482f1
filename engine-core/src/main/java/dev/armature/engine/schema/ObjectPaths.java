package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The OpenAPI paths of one object's records. */
final class ObjectPaths {

    private static final String JSON = "application/json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final List<String> FILES =
            List.of(
                    "text/csv",
                    "application/x-ndjson",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    private static final List<String> LIST_PARAMETERS =
            List.of(
                    "view",
                    "filter",
                    "search",
                    "sort",
                    "fields",
                    "asOf",
                    "metadata",
                    "limit",
                    "cursor",
                    "count",
                    "numbers");

    private final ObjectModel object;
    private final String schema;
    private final String base;

    private final boolean administrator;

    /**
     * @param object as the caller sees it
     */
    ObjectPaths(ObjectModel object, String schema, boolean administrator) {
        this.administrator = administrator;
        this.object = object;
        this.schema = schema;
        this.base = "/api/v1/records/" + object.name();
    }

    void addTo(ObjectNode paths) {
        collection(paths.putObject(base));
        single(paths.putObject(base + "/{id}"));
        history(paths.putObject(base + "/{id}/history"));
        if (may(Right.UPDATE)) {
            shares(paths);
            links(paths);
        }
        if (mayChange(Right.DELETE)) {
            restore(paths.putObject(base + "/{id}/restore"));
        }
        if (may(Right.BULK)) {
            bulk(paths.putObject(base + "/bulk"));
        }
        aggregate(paths.putObject(base + "/aggregate"));
        if (may(Right.EXPORT)) {
            exports(paths.putObject(base + "/export"));
        }
        if (may(Right.IMPORT) && may(Right.CREATE)) {
            imports(paths.putObject(base + "/import"));
            previews(paths.putObject(base + "/import/preview"));
        }
        if (may(Right.BULK)) {
            massChanges(paths);
        }
        for (FieldModel field : object.fields()) {
            if (field.type() instanceof SecretType && administrator) {
                secret(paths.putObject(base + "/{id}/secrets/" + field.name()), field);
            }
            if (object.isKey(field) && (may(Right.CREATE) || may(Right.UPDATE))) {
                upsert(paths.putObject(base + "/by/" + field.name() + "/{value}"), field);
            }
        }
    }

    private boolean may(Right right) {
        return object.tenant().grants().allows(object, right);
    }

    /** Whether what is there may be changed in a way, by the caller and at all. */
    private boolean mayChange(Right right) {
        return !object.definition().options().appendOnly() && may(right);
    }

    private void collection(ObjectNode path) {
        ObjectNode list = operation(path, "get", "list", "List records");
        ArrayNode parameters = list.putArray("parameters");
        LIST_PARAMETERS.forEach(
                name -> parameters.addObject().put("$ref", "#/components/parameters/" + name));
        ObjectNode page = Json.object().put("type", "object");
        ObjectNode properties = page.putObject("properties");
        properties
                .putObject("data")
                .put("type", "array")
                .set("items", reference(schema + "Record"));
        properties.set("page", reference("Page"));
        page.putArray("required").add("data").add("page");
        answer(list, "200", "A page of records", page);
        problems(list, "400", "401");

        if (may(Right.CREATE)) {
            create(path);
        }
    }

    private void create(ObjectNode path) {
        ObjectNode create = operation(path, "post", "create", "Create a record");
        parameters(create, "idempotencyKey", "numbers");
        body(create, JSON, reference(schema));
        answer(create, "201", "The record", reference(schema + "Record"));
        problems(create, "400", "401", "409", "413", "415", "422");
    }

    private void single(ObjectNode path) {
        path.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode get = operation(path, "get", "get", "Read a record");
        parameters(get, "fields", "asOf", "metadata", "numbers");
        answer(get, "200", "The record", reference(schema + "Record"));
        problems(get, "400", "401", "404");
        if (mayChange(Right.UPDATE)) {
            changes(path);
        }
        if (mayChange(Right.DELETE)) {
            delete(path);
        }
    }

    private void shares(ObjectNode paths) {
        ObjectNode all = paths.putObject(base + "/{id}/shares");
        all.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode list = operation(all, "get", "listShares", "With whom the record is shared");
        answer(list, "200", "The shares", reference("Shares"));
        problems(list, "400", "401", "403", "404");
        ObjectNode share = operation(all, "post", "share", "Share the record");
        body(share, JSON, reference("NewShare"));
        answer(share, "201", "The share", reference("Share"));
        problems(share, "400", "401", "403", "404", "413", "415", "422");
        ObjectNode one = paths.putObject(base + "/{id}/shares/{share}");
        one.putArray("parameters")
                .add(reference("parameters", "id"))
                .addObject()
                .put("name", "share")
                .put("in", "path")
                .put("description", "The id of the share")
                .put("required", true)
                .putObject("schema")
                .put("type", "string");
        ObjectNode end = operation(one, "delete", "unshare", "Share it no longer");
        end.withObject("/responses").putObject("204").put("description", "It is not shared");
        problems(end, "400", "401", "403", "404");
    }

    private void links(ObjectNode paths) {
        ObjectNode all = paths.putObject(base + "/{id}/links");
        all.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode list =
                operation(all, "get", "listLinks", "The links by which anybody sees the record");
        answer(list, "200", "The links", reference("PublicLinks"));
        problems(list, "400", "401", "403", "404");
        ObjectNode make =
                operation(all, "post", "makeLink", "Make a link by which anybody sees the record");
        body(make, JSON, reference("NewPublicLink"));
        answer(make, "201", "The link with its address", reference("MadePublicLink"));
        problems(make, "400", "401", "403", "404", "413", "415", "422");
        ObjectNode one = paths.putObject(base + "/{id}/links/{link}");
        one.putArray("parameters")
                .add(reference("parameters", "id"))
                .addObject()
                .put("name", "link")
                .put("in", "path")
                .put("description", "The id of the link")
                .put("required", true)
                .putObject("schema")
                .put("type", "string");
        ObjectNode revoke = operation(one, "delete", "revokeLink", "End a link");
        revoke.withObject("/responses").putObject("204").put("description", "It leads nowhere");
        problems(revoke, "400", "401", "403", "404");
    }

    private void changes(ObjectNode path) {
        ObjectNode patch = operation(path, "patch", "update", "Change the fields that are given");
        parameters(patch, "ifMatch", "idempotencyKey", "numbers");
        ObjectNode partial = Json.object().put("type", "object");
        partial.put("description", "Some of the fields of " + schema + "; null takes a value away");
        ObjectNode operation = Json.object().put("type", "object");
        operation.put("description", "An operation of JSON Patch (RFC 6902)");
        body(patch, MERGE_PATCH, partial);
        ((ObjectNode) patch.at("/requestBody/content"))
                .putObject(JSON_PATCH)
                .set("schema", Json.object().put("type", "array").set("items", operation));
        answer(patch, "200", "The record", reference(schema + "Record"));
        problems(patch, "400", "401", "404", "409", "412", "413", "415", "422");

        ObjectNode put =
                operation(
                        path,
                        "put",
                        "replace",
                        "Change the record to have these values and no others");
        parameters(put, "ifMatch", "idempotencyKey", "numbers");
        body(put, JSON, reference(schema));
        answer(put, "200", "The record", reference(schema + "Record"));
        problems(put, "400", "401", "404", "409", "412", "413", "415", "422");
    }

    private void delete(ObjectNode path) {
        ObjectNode delete =
                operation(path, "delete", "delete", "Move the record to the recycle bin");
        parameters(delete, "ifMatch", "idempotencyKey");
        answer(delete, "204", "It is gone", null);
        problems(delete, "401", "404", "409", "412");
    }

    private void history(ObjectNode path) {
        path.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode get =
                operation(path, "get", "history", "Every version of the record, newest first");
        parameters(get, "before", "numbers");
        answer(get, "200", "Versions", reference("History"));
        problems(get, "400", "401", "404");
    }

    private void secret(ObjectNode path, FieldModel field) {
        path.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode get =
                operation(
                        path,
                        "get",
                        "read" + title(field) + "Of",
                        "Read a secret in clear; for administrators");
        ObjectNode value = Json.object().put("type", "object");
        value.putObject("properties").putObject("value").put("type", "string");
        value.putArray("required").add("value");
        answer(get, "200", "The secret", value);
        problems(get, "401", "403", "404");
    }

    private void restore(ObjectNode path) {
        path.putArray("parameters").add(reference("parameters", "id"));
        ObjectNode post =
                operation(path, "post", "restore", "Take the record out of the recycle bin");
        parameters(post, "idempotencyKey", "numbers");
        answer(post, "200", "The record", reference(schema + "Record"));
        problems(post, "401", "404", "409");
    }

    private void bulk(ObjectNode path) {
        ObjectNode post = operation(path, "post", "bulk", "Several changes in one request");
        parameters(post, "idempotencyKey", "numbers");
        body(post, JSON, reference("Bulk"));
        answer(post, "200", "One result for each operation", reference("BulkResults"));
        problems(post, "400", "401", "404", "409", "412", "413", "415", "422");
    }

    private void aggregate(ObjectNode path) {
        ObjectNode post = operation(path, "post", "aggregate", "Figures over groups of records");
        parameters(post, "numbers");
        body(post, JSON, reference("Aggregate"));
        answer(post, "200", "One object for each group", reference("Groups"));
        problems(post, "400", "401", "413", "415");
    }

    private void exports(ObjectNode path) {
        ObjectNode get = operation(path, "get", "export", "All records of a list as a file");
        parameters(get, "view", "filter", "search", "sort", "fields", "asOf", "metadata", "format");
        answer(get, "200", "The file", null);
        ObjectNode content = get.withObject("/responses/200/content");
        FILES.forEach(type -> content.putObject(type).putObject("schema").put("type", "string"));
        problems(get, "400", "401", "403", "404");
    }

    private void imports(ObjectNode path) {
        ObjectNode post = operation(path, "post", "import", "Import a file");
        parameters(
                post,
                "mode",
                "key",
                "dryRun",
                "encoding",
                "header",
                "columns",
                "createFields",
                "createOptions");
        body(post, FILES.getFirst(), Json.object().put("type", "string"));
        ObjectNode content = post.withObject("/requestBody/content");
        FILES.forEach(type -> content.putObject(type).putObject("schema").put("type", "string"));
        answer(post, "202", "The job that imports it", reference("Job"));
        problems(post, "400", "401", "413", "415", "422");
    }

    private void massChanges(ObjectNode paths) {
        if (mayChange(Right.UPDATE)) {
            massUpdate(paths);
        }
        if (mayChange(Right.DELETE)) {
            massDelete(paths);
        }
    }

    private void previews(ObjectNode path) {
        ObjectNode post =
                operation(path, "post", "previewImport", "Look at the beginning of a file");
        parameters(post, "encoding", "header");
        body(post, FILES.getFirst(), Json.object().put("type", "string"));
        ObjectNode content = post.withObject("/requestBody/content");
        FILES.forEach(type -> content.putObject(type).putObject("schema").put("type", "string"));
        answer(
                post,
                "200",
                "Its encoding, its columns and its first rows",
                Json.object().put("type", "object"));
        problems(post, "400", "401", "403", "415", "422");
    }

    private void massUpdate(ObjectNode paths) {
        ObjectNode update =
                operation(
                        paths.putObject(base + "/update"),
                        "post",
                        "massUpdate",
                        "Change all records that match a filter");
        body(update, JSON, reference("MassUpdate"));
        answer(update, "202", "The job that changes them", reference("Job"));
        problems(update, "400", "401", "413", "415", "422");
    }

    private void massDelete(ObjectNode paths) {
        ObjectNode delete =
                operation(
                        paths.putObject(base + "/delete"),
                        "post",
                        "massDelete",
                        "Move all records that match a filter to the recycle bin");
        body(delete, JSON, reference("MassDelete"));
        answer(delete, "202", "The job that deletes them", reference("Job"));
        problems(delete, "400", "401", "413", "415", "422");
    }

    private void upsert(ObjectNode path, FieldModel field) {
        ObjectNode parameter = path.putArray("parameters").addObject();
        parameter.put("name", "value").put("in", "path").put("required", true);
        parameter.put("description", "The value of " + field.name());
        parameter.putObject("schema").put("type", "string");
        ObjectNode put =
                operation(
                        path,
                        "put",
                        "upsertBy" + title(field),
                        "Change the record with this " + field.name() + ", or create it");
        parameters(put, "ifMatch", "idempotencyKey", "numbers");
        body(put, JSON, Json.object().put("type", "object"));
        answer(put, "200", "The record, changed", reference(schema + "Record"));
        answer(put, "201", "The record, created", reference(schema + "Record"));
        problems(put, "400", "401", "404", "409", "412", "413", "415", "422");
    }

    private static String title(FieldModel field) {
        return Character.toUpperCase(field.name().charAt(0)) + field.name().substring(1);
    }

    private ObjectNode operation(ObjectNode path, String method, String verb, String summary) {
        ObjectNode operation = path.putObject(method);
        operation.put("operationId", verb + schema).put("summary", summary);
        operation.putArray("tags").add(object.name());
        return operation;
    }

    private static void parameters(ObjectNode operation, String... names) {
        ArrayNode parameters = operation.putArray("parameters");
        List.of(names).forEach(name -> parameters.add(reference("parameters", name)));
    }

    private static ObjectNode reference(String schemaName) {
        return reference("schemas", schemaName);
    }

    private static ObjectNode reference(String kind, String name) {
        return Json.object().put("$ref", "#/components/" + kind + "/" + name);
    }

    private static void body(ObjectNode operation, String mediaType, ObjectNode bodySchema) {
        ObjectNode body = operation.putObject("requestBody").put("required", true);
        body.putObject("content").putObject(mediaType).set("schema", bodySchema);
    }

    private static void answer(
            ObjectNode operation,
            String status,
            String description,
            @Nullable ObjectNode answerSchema) {
        ObjectNode answer =
                operation
                        .withObject("/responses")
                        .putObject(status)
                        .put("description", description);
        if (answerSchema != null) {
            answer.putObject("content").putObject(JSON).set("schema", answerSchema);
        }
    }

    private static void problems(ObjectNode operation, String... statuses) {
        Arrays.stream(statuses)
                .forEach(status ->
                        operation
                                .withObject("/responses")
                                .set(status, reference("responses", "Problem")));
    }
}
