package dev.armature.engine.graphql;

import static graphql.schema.GraphQLList.list;
import static graphql.schema.GraphQLNonNull.nonNull;

import graphql.Scalars;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLObjectType;

/** The types that all schemas have. */
final class GraphParts {

    static final GraphQLObjectType PAGE_INFO =
            GraphQLObjectType.newObject()
                    .name(GraphNames.PAGE_INFO)
                    .field(GraphSchemaMaker.field("hasNextPage", nonNull(Scalars.GraphQLBoolean)))
                    .field(
                            GraphSchemaMaker.field(
                                    "hasPreviousPage", nonNull(Scalars.GraphQLBoolean)))
                    .field(GraphSchemaMaker.field("startCursor", Scalars.GraphQLString))
                    .field(GraphSchemaMaker.field("endCursor", Scalars.GraphQLString))
                    .build();

    static final GraphQLObjectType AGGREGATE =
            GraphQLObjectType.newObject()
                    .name(GraphNames.AGGREGATE)
                    .description(
                            "Figures over groups of records, each group as the REST API has it")
                    .field(
                            GraphSchemaMaker.field(
                                    "data", nonNull(list(nonNull(GraphScalars.JSON)))))
                    .field(GraphSchemaMaker.field("pivot", GraphScalars.JSON))
                    .build();

    private static final GraphQLInputObjectType GROUPING =
            GraphQLInputObjectType.newInputObject()
                    .name(GraphNames.GROUPING)
                    .field(input("field", nonNull(Scalars.GraphQLString)))
                    .field(input("by", Scalars.GraphQLString))
                    .build();

    private static final GraphQLInputObjectType MEASURE =
            GraphQLInputObjectType.newInputObject()
                    .name(GraphNames.MEASURE)
                    .field(input("name", nonNull(Scalars.GraphQLString)))
                    .field(input("expression", nonNull(Scalars.GraphQLString)))
                    .build();

    private GraphParts() {}

    private static GraphQLInputObjectField.Builder input(String name, GraphQLInputType type) {
        return GraphQLInputObjectField.newInputObjectField().name(name).type(type);
    }

    static GraphQLFieldDefinition.Builder aggregateArguments(GraphQLFieldDefinition.Builder field) {
        return field.argument(GraphSchemaMaker.argument("filter", Scalars.GraphQLString))
                .argument(GraphSchemaMaker.argument("groupBy", list(nonNull(GROUPING))))
                .argument(GraphSchemaMaker.argument("measures", nonNull(list(nonNull(MEASURE)))))
                .argument(GraphSchemaMaker.argument("pivot", GROUPING))
                .argument(GraphSchemaMaker.argument("having", Scalars.GraphQLString))
                .argument(GraphSchemaMaker.argument("sort", list(nonNull(Scalars.GraphQLString))))
                .argument(GraphSchemaMaker.argument("limit", Scalars.GraphQLInt));
    }
}
