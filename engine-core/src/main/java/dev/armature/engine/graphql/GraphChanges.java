package dev.armature.engine.graphql;

import static graphql.schema.GraphQLNonNull.nonNull;
import static graphql.schema.GraphQLTypeReference.typeRef;

import dev.armature.metadata.model.ObjectModel;
import graphql.Scalars;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import org.jspecify.annotations.Nullable;

/**
 * The field by which changes of an object's records are heard of, and what is told of each. It is
 * the same that streams of changes tell, in another form.
 */
final class GraphChanges {

    static final String FILTER = "filter";
    static final String ID = "id";
    static final String SINCE = "since";

    /** The part of a change that has the record. */
    static final String RECORD = "record";

    private static final GraphQLEnumType TYPE =
            GraphQLEnumType.newEnum()
                    .name(GraphNames.CHANGE_TYPE)
                    .value("created")
                    .value("changed")
                    .value("deleted")
                    .value("restored")
                    .value("gone", "gone", "It is not yours to see, or does not match, any more")
                    .value("ready", "ready", "From here on all is told as it comes")
                    .value("reset", "reset", "Changes were missed: read anew")
                    .build();

    private GraphChanges() {}

    static GraphQLObjectType type(ObjectModel object) {
        return GraphQLObjectType.newObject()
                .name(GraphNames.change(object))
                .field(
                        GraphSchemaMaker.field("event", nonNull(Scalars.GraphQLID))
                                .description("Go on from here with since"))
                .field(GraphSchemaMaker.field("type", nonNull(TYPE)))
                .field(
                        GraphSchemaMaker.field(ID, Scalars.GraphQLID)
                                .description("Of the record; null where no record is told of"))
                .field(GraphSchemaMaker.field("version", Scalars.GraphQLInt))
                .field(GraphSchemaMaker.field("at", GraphScalars.DATE_TIME))
                .field(
                        GraphSchemaMaker.field(RECORD, typeRef(GraphNames.type(object)))
                                .description("As it is now; null where it is deleted or gone"))
                .build();
    }

    static GraphQLFieldDefinition field(ObjectModel object) {
        return GraphSchemaMaker.field(
                        object.name() + GraphNames.CHANGES,
                        nonNull(typeRef(GraphNames.change(object))))
                .description(
                        "Changes of %s, as they are committed"
                                .formatted(object.definition().header().pluralLabel()))
                .argument(GraphSchemaMaker.argument(FILTER, Scalars.GraphQLString))
                .argument(
                        GraphSchemaMaker.argument(ID, Scalars.GraphQLID)
                                .description("Only of this record"))
                .argument(
                        GraphSchemaMaker.argument(SINCE, Scalars.GraphQLID)
                                .description(
                                        "The last event that was heard; tells what was missed"))
                .build();
    }

    /** The change that is being told. */
    static @Nullable Object told(DataFetchingEnvironment environment) {
        return Asked.of(environment).change();
    }
}
