package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.ChildLists;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.jspecify.annotations.Nullable;

/**
 * How fields are read. What hangs on several records of a page is read for all of them at once, in
 * one statement for each field of the request, however many records there are.
 */
final class RecordFetchers {

    private RecordFetchers() {}

    /** A part of what is there already: of a record, a connection or a value with parts. */
    static @Nullable Object plain(DataFetchingEnvironment environment) {
        return value(environment, environment.getFieldDefinition().getName());
    }

    /** A field of a record, or of another thing that was read. */
    static @Nullable Object value(DataFetchingEnvironment environment, String name) {
        Object source = environment.getSource();
        return switch (source) {
            case ObjectNode record -> GraphValues.ofJson(record.path(name));
            case Map<?, ?> map -> map.get(name);
            case null, default -> null;
        };
    }

    /** A record by its id; null where there is none that the caller may see. */
    static DataFetcher<@Nullable Object> one(int objectId) {
        return environment -> {
            Asked asked = Asked.of(environment);
            UUID id = Literals.id(Objects.requireNonNull(environment.getArgument("id")));
            Selection selection = ListArguments.selection(environment, asked.object(objectId));
            return id == null
                    ? null
                    : asked.reader()
                            .get(asked.caller(), selection, id)
                            .map(found -> Json.parse(found.json()))
                            .orElse(null);
        };
    }

    /** A page of an object's records. */
    static DataFetcher<Object> list(int objectId) {
        return environment -> {
            Asked asked = Asked.of(environment);
            return page(asked, ListArguments.of(environment, asked.object(objectId)));
        };
    }

    private static Map<String, @Nullable Object> page(Asked asked, ListArguments list) {
        RecordReader reader = asked.reader();
        RecordQuery query =
                list.cursor() == null ? list.query() : list.query().withCursor(list.cursor());
        byte[] json =
                list.withCursors()
                        ? reader.edges(asked.caller(), query)
                        : reader.list(asked.caller(), query);
        return Nodes.page(json, list.withCursors(), query);
    }

    /** Figures, as the REST API has them. */
    static DataFetcher<Object> aggregate(int objectId) {
        return environment -> {
            Asked asked = Asked.of(environment);
            ObjectNode body = GraphValues.object(environment.getArguments());
            ObjectNode measures = Json.object();
            for (JsonNode measure : body.path("measures")) {
                String name = measure.get("name").textValue();
                if (measures.has(name)) {
                    throw EngineException.invalid(
                            ErrorCode.INVALID_QUERY,
                            new Problem(
                                    "/measures/" + name,
                                    "not_unique",
                                    "\"" + name + "\" is named twice"));
                }
                measures.set(name, measure.get("expression"));
            }
            body.set("measures", measures);
            ObjectModel object = asked.object(objectId);
            byte[] json =
                    asked.aggregator()
                            .aggregate(asked.caller(), AggregateQuery.parse(object, body));
            return Json.parse(json);
        };
    }

    /** The record that a reference leads to; null where the caller does not see it. */
    static DataFetcher<@Nullable Object> reference(String field, int targetId) {
        return environment -> {
            UUID id = id(value(environment, field));
            return id == null ? null : byId(environment, targetId).load(id);
        };
    }

    /** The records that a list of references leads to, in its order, those that the caller sees. */
    static DataFetcher<@Nullable Object> references(String field, int targetId) {
        return environment -> {
            if (!(value(environment, field) instanceof List<?> ids)) {
                return null;
            }
            List<UUID> wanted =
                    ids.stream().map(RecordFetchers::id).filter(Objects::nonNull).toList();
            return wanted.isEmpty()
                    ? List.of()
                    : byId(environment, targetId)
                            .loadMany(wanted)
                            .thenApply(found -> found.stream().filter(Objects::nonNull).toList());
        };
    }

    private static @Nullable UUID id(@Nullable Object value) {
        return value instanceof String text ? UUID.fromString(text) : null;
    }

    private static DataLoader<UUID, @Nullable ObjectNode> byId(
            DataFetchingEnvironment environment, int targetId) {
        return loader(
                environment,
                () -> {
                    Asked asked = Asked.of(environment);
                    Selection selection =
                            ListArguments.selection(environment, asked.object(targetId));
                    return ids ->
                            new HashMap<>(asked.reader().byIds(asked.caller(), selection, ids));
                });
    }

    /** A page of the records that reference this one by a field. */
    static DataFetcher<Object> children(int sourceId, int fieldId) {
        return environment -> {
            UUID parent = Objects.requireNonNull(id(value(environment, "id")));
            DataLoader<UUID, Map<String, @Nullable Object>> loader =
                    loader(
                            environment,
                            () -> {
                                Asked asked = Asked.of(environment);
                                ObjectModel source = asked.object(sourceId);
                                FieldModel field = Objects.requireNonNull(source.field(fieldId));
                                ListArguments list = ListArguments.of(environment, source);
                                return parents -> children(asked, list, field, parents);
                            });
            return loader.load(parent);
        };
    }

    private static Map<UUID, Map<String, @Nullable Object>> children(
            Asked asked, ListArguments list, FieldModel field, Set<UUID> parents) {
        Map<UUID, Map<String, @Nullable Object>> pages = new HashMap<>();
        if (list.cursor() != null) {
            if (parents.size() > 1) {
                throw EngineException.invalid(
                        ErrorCode.INVALID_CURSOR,
                        new Problem(
                                list.query().backward() ? "before" : "after",
                                "invalid_cursor",
                                "A cursor goes on with the list of one record; ask for that one alone"));
            }
            UUID parent = parents.iterator().next();
            RecordQuery below = list.query().below(field, parent);
            pages.put(
                    parent,
                    page(asked, new ListArguments(below, list.cursor(), list.withCursors())));
            return pages;
        }
        ChildLists lists =
                asked.reader()
                        .children(asked.caller(), list.query(), field, parents, list.withCursors());
        parents.forEach(parent -> pages.put(parent, Nodes.children(lists, parent, list.query())));
        return pages;
    }

    /** Reads for several keys at once. */
    @FunctionalInterface
    private interface Batch<V> {
        Map<UUID, V> read(Set<UUID> keys);
    }

    /** The loader of a field, which is one for all records that have it in the same place. */
    private static <V extends @Nullable Object> DataLoader<UUID, V> loader(
            DataFetchingEnvironment environment, Supplier<Batch<V>> making) {
        String key = String.join("/", environment.getExecutionStepInfo().getPath().getKeysOnly());
        environment
                .getDataLoaderRegistry()
                .computeIfAbsent(
                        key,
                        name -> {
                            Batch<V> batch = making.get();
                            return DataLoaderFactory.<UUID, V>newMappedDataLoader(
                                    name,
                                    keys -> CompletableFuture.completedFuture(batch.read(keys)),
                                    DataLoaderOptions.newDefaultOptions());
                        });
        return Objects.requireNonNull(environment.<UUID, V>getDataLoader(key));
    }
}
