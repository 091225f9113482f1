package dev.armature.engine.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.outbound.Destinations;
import dev.armature.engine.outbound.OutboundException;
import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a webhook.
 *
 * @param objects the numbers of those whose records it is told of; null for all that its maker sees
 * @param filter what records of the one object have to meet, or null
 */
record WebhookDraft(
        String name,
        String url,
        boolean active,
        @Nullable List<Integer> objects,
        List<String> operations,
        @Nullable String filter) {

    static final int MOST_OBJECTS = 100;

    private static final int MAX_NAME = 100;
    private static final int MAX_URL = 2_000;
    private static final int MAX_FILTER = 4_000;
    private static final List<String> OPERATIONS = List.of("create", "update", "delete", "restore");
    private static final String OBJECTS = "objects";

    /** What the draft is read against. */
    record Surroundings(TenantModel seen, Destinations destinations) {}

    static WebhookDraft read(ObjectNode body, Surroundings surroundings) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        WebhookDraft draft =
                new WebhookDraft(
                        attributes.text("name", MAX_NAME),
                        url(attributes, surroundings.destinations),
                        attributes.flag("active", true),
                        objects(attributes, surroundings.seen),
                        operations(attributes),
                        attributes.optionalText("filter", MAX_FILTER));
        draft.checkFilter(surroundings.seen, problems);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return draft;
    }

    private static String url(Attributes attributes, Destinations destinations) {
        String url = attributes.text("url", MAX_URL);
        if (url.isEmpty()) {
            return url;
        }
        try {
            destinations.checkForm(new URI(url));
        } catch (URISyntaxException e) {
            attributes
                    .problems()
                    .add(attributes.pointer("url"), "invalid_url", "The address is not valid");
        } catch (OutboundException e) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("url"),
                            "invalid_url",
                            Objects.requireNonNullElse(e.getMessage(), "It is not allowed"));
        }
        return url;
    }

    private static @Nullable List<Integer> objects(Attributes attributes, TenantModel seen) {
        if (!attributes.has(OBJECTS)) {
            return null;
        }
        List<Integer> numbers =
                attributes.list(
                        OBJECTS,
                        (node, at) -> {
                            ObjectModel object =
                                    node.isTextual() ? seen.object(node.textValue()) : null;
                            if (object == null) {
                                attributes
                                        .problems()
                                        .add(
                                                at,
                                                "unknown_object",
                                                "The name of an object is expected");
                                return null;
                            }
                            return object.id();
                        });
        if (numbers.isEmpty() || numbers.size() > MOST_OBJECTS) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(OBJECTS),
                            "limit_exceeded",
                            "From 1 to %d objects are named; leave it out for all"
                                    .formatted(MOST_OBJECTS));
        }
        return numbers.stream().distinct().sorted().toList();
    }

    private static List<String> operations(Attributes attributes) {
        if (!attributes.has("operations")) {
            return OPERATIONS;
        }
        List<String> given = attributes.texts("operations", 20);
        if (given.isEmpty() || !OPERATIONS.containsAll(given)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("operations"),
                            "unknown_option",
                            "At least one of " + String.join(", ", OPERATIONS) + " is expected");
        }
        return OPERATIONS.stream().filter(given::contains).toList();
    }

    private void checkFilter(TenantModel seen, Problems problems) {
        if (filter == null) {
            return;
        }
        ObjectModel object =
                objects == null || objects.size() != 1 ? null : seen.object(objects.getFirst());
        if (object == null) {
            problems.add(
                    Pointers.at("", "filter"),
                    "one_object",
                    "A filter is of one object: name it alone in \"objects\"");
            return;
        }
        try {
            var _ = RecordQuery.of(object).withFilter(filter);
        } catch (EngineException e) {
            problems.add(Pointers.at("", "filter"), "invalid_filter", e.detail());
        }
    }

    static WebhookDraft read(ResultSet row) throws SQLException {
        Array objects = row.getArray("objects");
        return new WebhookDraft(
                row.getString("name"),
                row.getString("url"),
                row.getBoolean("active"),
                objects == null ? null : List.of((Integer[]) objects.getArray()),
                List.of((String[]) row.getArray("operations").getArray()),
                row.getString("filter"));
    }

    /**
     * As it is read.
     *
     * @param model by which objects have names; one that is no more is left out
     */
    ObjectNode toJson(TenantModel model) {
        ObjectNode json = Json.object().put("name", name).put("url", url).put("active", active);
        if (objects == null) {
            json.putNull(OBJECTS);
        } else {
            ArrayNode names = json.putArray(OBJECTS);
            for (int number : objects) {
                ObjectModel object = model.object(number);
                if (object != null) {
                    names.add(object.name());
                }
            }
        }
        operations.forEach(json.putArray("operations")::add);
        return json.put("filter", filter);
    }

    /** The host alone: the rest of an address may be a secret of the receiver. */
    String host() {
        return Objects.requireNonNullElse(URI.create(url).getHost(), "");
    }
}
