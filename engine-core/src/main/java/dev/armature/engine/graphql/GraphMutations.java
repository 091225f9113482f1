package dev.armature.engine.graphql;

import static graphql.schema.FieldCoordinates.coordinates;
import static graphql.schema.GraphQLNonNull.nonNull;
import static graphql.schema.GraphQLTypeReference.typeRef;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.record.Command;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The fields that write records of an object, as the rights allow. They only say what is wanted;
 * what all fields of an operation want is carried out together.
 */
final class GraphMutations {

    private final ObjectModel object;
    private final String name;
    private final GraphQLOutputType record;
    private final List<GraphQLFieldDefinition> fields = new ArrayList<>();

    GraphMutations(ObjectModel object) {
        this.object = object;
        this.name = object.name();
        this.record = nonNull(typeRef(GraphNames.type(object)));
    }

    /** Reads what a field wants done. */
    @FunctionalInterface
    private interface Wanting extends Function<DataFetchingEnvironment, Command> {}

    List<GraphQLFieldDefinition> fields(GraphQLCodeRegistry.Builder code) {
        boolean writable = object.fields().stream().anyMatch(object::isWritable);
        if (writable) {
            addWrites(code, GraphSchemaMaker.input(object));
        }
        if (mayChange(Right.DELETE)) {
            add(
                    code,
                    field("delete", nonNull(Scalars.GraphQLID), "Moves a record to the recycle bin")
                            .argument(id())
                            .argument(version()),
                    asked -> new Command.Delete(name, id(asked), asked.getArgument("version")));
            add(
                    code,
                    field("restore", record, "Takes a record out of the recycle bin")
                            .argument(id()),
                    asked -> new Command.Restore(name, id(asked)));
        }
        return fields;
    }

    private void addWrites(GraphQLCodeRegistry.Builder code, GraphQLInputObjectType input) {
        GraphQLArgument.Builder values = GraphSchemaMaker.argument("values", nonNull(input));
        boolean creates = GraphSchemaMaker.may(object, Right.CREATE);
        if (creates) {
            add(
                    code,
                    field("create", record, "Makes a record")
                            .argument(values)
                            .argument(
                                    GraphSchemaMaker.argument("children", GraphScalars.JSON)
                                            .description(
                                                    "Records that reference it, made with it: lists by their object")),
                    asked ->
                            new Command.Create(
                                    name,
                                    values(asked),
                                    asked.getArgument("children") == null
                                            ? null
                                            : GraphValues.toJson(asked.getArgument("children")),
                                    null));
        }
        if (mayChange(Right.UPDATE)) {
            add(
                    code,
                    field("update", record, "Changes the fields that are given")
                            .argument(id())
                            .argument(values)
                            .argument(version()),
                    asked ->
                            new Command.Update(
                                    name, id(asked), values(asked), asked.getArgument("version")));
        }
        boolean hasKey = object.fields().stream().anyMatch(object::isKey);
        if (hasKey && (creates || mayChange(Right.UPDATE))) {
            add(
                    code,
                    field(
                                    "upsert",
                                    record,
                                    "Changes the record with a value in a unique field, or makes one that has it")
                            .argument(
                                    GraphSchemaMaker.argument(
                                            "field", nonNull(Scalars.GraphQLString)))
                            .argument(
                                    GraphSchemaMaker.argument("value", nonNull(GraphScalars.JSON)))
                            .argument(values)
                            .argument(version()),
                    asked ->
                            new Command.Upsert(
                                    name,
                                    Objects.requireNonNull(asked.getArgument("field")),
                                    GraphValues.toJson(asked.getArgument("value")),
                                    values(asked),
                                    asked.getArgument("version")));
        }
    }

    /** Whether what is there may be changed in a way, by the caller and at all. */
    private boolean mayChange(Right right) {
        return !object.definition().options().appendOnly() && GraphSchemaMaker.may(object, right);
    }

    private GraphQLFieldDefinition.Builder field(
            String verb, GraphQLOutputType type, String description) {
        return GraphSchemaMaker.field(name + "_" + verb, type).description(description);
    }

    private static GraphQLArgument.Builder id() {
        return GraphSchemaMaker.argument("id", nonNull(Scalars.GraphQLID));
    }

    private static GraphQLArgument.Builder version() {
        return GraphSchemaMaker.argument("version", Scalars.GraphQLInt)
                .description("The version that must be the current one");
    }

    private void add(
            GraphQLCodeRegistry.Builder code,
            GraphQLFieldDefinition.Builder field,
            Wanting wanting) {
        GraphQLFieldDefinition built = field.build();
        fields.add(built);
        boolean givesId = built.getName().endsWith("_delete");
        DataFetcher<Object> fetcher =
                environment -> {
                    CompletableFuture<ObjectNode> written =
                            GraphWrites.loader(environment).load(wanted(environment, wanting));
                    return givesId
                            ? written.thenApply(record -> record.get("id").textValue())
                            : written;
                };
        code.dataFetcher(coordinates(GraphNames.MUTATION, built.getName()), fetcher);
    }

    /** What is not even a command is refused with all others, so that none is carried out. */
    private static GraphWrites.Wanted wanted(DataFetchingEnvironment asked, Wanting wanting) {
        try {
            return new GraphWrites.Wanted(wanting.apply(asked), null);
        } catch (EngineException refusal) {
            return new GraphWrites.Wanted(null, refusal);
        }
    }

    private UUID id(DataFetchingEnvironment asked) {
        String written = Objects.requireNonNull(asked.getArgument("id"));
        UUID id = Literals.id(written);
        if (id == null) {
            throw EngineException.notFound("The " + name + " " + written);
        }
        return id;
    }

    private static ObjectNode values(DataFetchingEnvironment asked) {
        return GraphValues.object(asked.getArgument("values"));
    }
}
