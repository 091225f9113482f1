package dev.armature.engine.graphql;

import static graphql.schema.FieldCoordinates.coordinates;
import static graphql.schema.GraphQLArgument.newArgument;
import static graphql.schema.GraphQLFieldDefinition.newFieldDefinition;
import static graphql.schema.GraphQLList.list;
import static graphql.schema.GraphQLNonNull.nonNull;
import static graphql.schema.GraphQLTypeReference.typeRef;

import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetcherFactories;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the schema of a tenant's metadata as somebody sees it. What they do not see is not in it,
 * and what they may not do has no field. Nothing of the model is kept: fetchers find what they need
 * in the model that a request goes by.
 */
final class GraphSchemaMaker {

    private final TenantModel model;
    private final GraphQLCodeRegistry.Builder code = GraphQLCodeRegistry.newCodeRegistry();
    private final GraphQLSchema.Builder schema = GraphQLSchema.newSchema();
    private final Map<String, String> records = new HashMap<>();
    private final Map<String, String> connections = new HashMap<>();
    private int weight;

    private GraphSchemaMaker(TenantModel model) {
        this.model = model;
    }

    /** The schema of the metadata as those see it who have the model's rights. */
    static GraphSchema make(TenantModel model) {
        return new GraphSchemaMaker(model).make();
    }

    private GraphSchema make() {
        GraphQLObjectType.Builder query =
                GraphQLObjectType.newObject()
                        .name(GraphNames.QUERY)
                        .field(
                                newFieldDefinition()
                                        .name("_metadataVersion")
                                        .description("Counts the changes of the tenant's metadata")
                                        .type(nonNull(GraphScalars.LONG)));
        code.dataFetcher(
                coordinates(GraphNames.QUERY, "_metadataVersion"),
                (DataFetcher<?>) environment -> Asked.of(environment).model().version());
        GraphQLObjectType.Builder mutation =
                GraphQLObjectType.newObject().name(GraphNames.MUTATION);
        GraphQLObjectType.Builder subscription =
                GraphQLObjectType.newObject().name(GraphNames.SUBSCRIPTION);
        boolean any = false;
        for (ObjectModel object : model.objects()) {
            addTypes(object);
            addReads(object, query);
            addChanges(object, subscription);
            List<GraphQLFieldDefinition> writes = new GraphMutations(object).fields(code);
            if (!writes.isEmpty()) {
                any = true;
                mutation.fields(writes);
            }
            weight += writes.size();
        }
        schema.query(query);
        if (any) {
            schema.mutation(mutation);
        }
        if (!model.objects().isEmpty()) {
            schema.subscription(subscription);
        }
        code.defaultDataFetcher(DataFetcherFactories.useDataFetcher(RecordFetchers::plain));
        return new GraphSchema(
                schema.codeRegistry(code.build()).build(), records, connections, weight);
    }

    private void addTypes(ObjectModel object) {
        String type = GraphNames.type(object);
        List<GraphQLFieldDefinition> fields = new ArrayList<>();
        for (SystemField field : SystemField.values()) {
            fields.add(field(field.fieldName(), system(field)).build());
        }
        object.fields().forEach(field -> addField(object, field, fields));
        model.incoming(object).stream()
                .filter(incoming -> !incoming.source().isMasked(incoming.field()))
                .forEach(incoming -> addChildren(object, incoming, fields));
        schema.additionalType(
                GraphQLObjectType.newObject()
                        .name(type)
                        .description(object.definition().header().description())
                        .fields(fields)
                        .build());
        records.put(type, object.name());
        addConnection(object, type);
        weight += fields.size() * 2 + 10;
    }

    private static GraphQLOutputType system(SystemField field) {
        return switch (field) {
            case ID -> nonNull(Scalars.GraphQLID);
            case VERSION -> nonNull(Scalars.GraphQLInt);
            case CREATED_AT, UPDATED_AT -> nonNull(GraphScalars.DATE_TIME);
            case CREATED_BY, UPDATED_BY, OWNER -> Scalars.GraphQLID;
        };
    }

    private void addField(
            ObjectModel object, FieldModel field, List<GraphQLFieldDefinition> fields) {
        FieldDefinition definition = field.definition();
        ValueType.Reference link = field.property().type().link();
        if (link == null || object.isMasked(field)) {
            fields.add(
                    field(field.name(), GraphTypes.output(field))
                            .description(description(definition))
                            .build());
            return;
        }
        boolean isList = field.property().type() instanceof ValueType.ListOf;
        ObjectModel target = model.required(link.objectId());
        GraphQLOutputType record = typeRef(GraphNames.type(target));
        fields.add(
                field(field.name(), isList ? list(nonNull(record)) : record)
                        .description(description(definition))
                        .build());
        String ids = field.name() + (isList ? "_ids" : "_id");
        fields.add(field(ids, GraphTypes.output(field)).build());
        String type = GraphNames.type(object);
        int objectId = link.objectId();
        code.dataFetcher(
                coordinates(type, field.name()),
                isList
                        ? RecordFetchers.references(field.name(), objectId)
                        : RecordFetchers.reference(field.name(), objectId));
        code.dataFetcher(
                coordinates(type, ids),
                (DataFetcher<?>) environment -> RecordFetchers.value(environment, field.name()));
    }

    private static String description(FieldDefinition field) {
        return field.description() == null
                ? field.label()
                : field.label() + ": " + field.description();
    }

    private void addChildren(
            ObjectModel object,
            TenantModel.Incoming incoming,
            List<GraphQLFieldDefinition> fields) {
        ObjectModel source = incoming.source();
        String name = GraphNames.children(incoming);
        fields.add(
                listArguments(field(name, nonNull(typeRef(GraphNames.connection(source)))))
                        .description(
                                "%s whose %s this is"
                                        .formatted(
                                                source.definition().header().pluralLabel(),
                                                incoming.field().definition().label()))
                        .build());
        code.dataFetcher(
                coordinates(GraphNames.type(object), name),
                RecordFetchers.children(source.id(), incoming.field().id()));
    }

    private void addConnection(ObjectModel object, String type) {
        String connection = GraphNames.connection(object);
        GraphQLOutputType record = nonNull(typeRef(type));
        schema.additionalType(
                GraphQLObjectType.newObject()
                        .name(GraphNames.edge(object))
                        .field(field("cursor", nonNull(Scalars.GraphQLString)))
                        .field(field("node", record))
                        .build());
        schema.additionalType(
                GraphQLObjectType.newObject()
                        .name(connection)
                        .field(
                                field(
                                        "edges",
                                        nonNull(list(nonNull(typeRef(GraphNames.edge(object)))))))
                        .field(field("nodes", nonNull(list(record))))
                        .field(field("pageInfo", nonNull(GraphParts.PAGE_INFO)))
                        .field(
                                field("totalCount", nonNull(GraphScalars.LONG))
                                        .description(
                                                "How many records there are on all pages; counted when it is asked for"))
                        .build());
        connections.put(connection, object.name());
    }

    private void addReads(ObjectModel object, GraphQLObjectType.Builder query) {
        ObjectDefinition.Header header = object.definition().header();
        int id = object.id();
        add(
                query,
                field(object.name(), typeRef(GraphNames.type(object)))
                        .description(header.label() + ", by its id")
                        .argument(newArgument().name("id").type(nonNull(Scalars.GraphQLID)))
                        .build(),
                RecordFetchers.one(id));
        add(
                query,
                listArguments(
                                field(
                                        object.name() + "_list",
                                        nonNull(typeRef(GraphNames.connection(object)))))
                        .description(header.pluralLabel())
                        .argument(argument("view", Scalars.GraphQLString))
                        .build(),
                RecordFetchers.list(id));
        add(
                query,
                GraphParts.aggregateArguments(
                                field(object.name() + "_aggregate", nonNull(GraphParts.AGGREGATE)))
                        .description("Figures over " + header.pluralLabel())
                        .build(),
                RecordFetchers.aggregate(id));
    }

    private void addChanges(ObjectModel object, GraphQLObjectType.Builder subscription) {
        GraphQLFieldDefinition field = GraphChanges.field(object);
        schema.additionalType(GraphChanges.type(object));
        subscription.field(field);
        code.dataFetcher(
                coordinates(GraphNames.SUBSCRIPTION, field.getName()),
                (DataFetcher<?>) GraphChanges::told);
        weight += 10;
    }

    private void add(
            GraphQLObjectType.Builder query, GraphQLFieldDefinition field, DataFetcher<?> fetcher) {
        query.field(field);
        code.dataFetcher(coordinates(GraphNames.QUERY, field.getName()), fetcher);
        weight++;
    }

    private static GraphQLFieldDefinition.Builder listArguments(
            GraphQLFieldDefinition.Builder field) {
        return field.argument(argument("filter", Scalars.GraphQLString))
                .argument(argument("sort", Scalars.GraphQLString))
                .argument(
                        argument("first", Scalars.GraphQLInt)
                                .description("%d unless said".formatted(RecordQuery.DEFAULT_LIMIT)))
                .argument(argument("after", Scalars.GraphQLString))
                .argument(
                        argument("last", Scalars.GraphQLInt)
                                .description("So many from the end, or from before a cursor"))
                .argument(argument("before", Scalars.GraphQLString));
    }

    static GraphQLArgument.Builder argument(String name, GraphQLInputType type) {
        return newArgument().name(name).type(type);
    }

    static GraphQLFieldDefinition.Builder field(String name, GraphQLOutputType type) {
        return newFieldDefinition().name(name).type(type);
    }

    /** What is written into records of an object of which something may be. */
    static GraphQLInputObjectType input(ObjectModel object) {
        List<GraphQLInputObjectField> fields = new ArrayList<>();
        for (FieldModel field : object.fields()) {
            if (object.isWritable(field)) {
                fields.add(
                        GraphQLInputObjectField.newInputObjectField()
                                .name(field.name())
                                .description(description(field.definition()))
                                .type(GraphTypes.input(field))
                                .build());
            }
        }
        return GraphQLInputObjectType.newInputObject()
                .name(GraphNames.input(object))
                .fields(fields)
                .build();
    }

    static boolean may(ObjectModel object, Right right) {
        return object.tenant().grants().allows(object, right);
    }
}
