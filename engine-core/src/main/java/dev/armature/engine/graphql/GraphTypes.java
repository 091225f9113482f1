package dev.armature.engine.graphql;

import static graphql.schema.GraphQLFieldDefinition.newFieldDefinition;
import static graphql.schema.GraphQLNonNull.nonNull;

import dev.armature.metadata.expression.Aggregation;
import dev.armature.metadata.expression.Member;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.FormulaType;
import dev.armature.metadata.field.IntegerType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.field.RatingType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.model.FieldModel;
import graphql.Scalars;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLScalarType;

/** Which GraphQL type the values of a field have. */
final class GraphTypes {

    private static final GraphQLObjectType MONEY = whole("Money", ValueType.Scalar.MONEY);
    private static final GraphQLObjectType GEO_POINT =
            whole("GeoPoint", ValueType.Scalar.GEO_POINT);
    private static final GraphQLObjectType ADDRESS = whole("Address", ValueType.Scalar.ADDRESS);
    private static final GraphQLObjectType FILE = whole("File", ValueType.Scalar.FILE);

    private GraphTypes() {}

    /** A value with parts. */
    private static GraphQLObjectType whole(String name, ValueType type) {
        GraphQLObjectType.Builder whole = GraphQLObjectType.newObject().name(name);
        for (Member member : Member.of(type)) {
            whole.field(
                    newFieldDefinition()
                            .name(member.spelling())
                            .type(output(member.type(), GraphScalars.DECIMAL)));
        }
        return whole.build();
    }

    /** What is read of a field; of a reference its id. */
    static GraphQLOutputType output(FieldModel field) {
        return output(field.property().type(), number(field.type()));
    }

    private static GraphQLOutputType output(ValueType type, GraphQLScalarType number) {
        return switch (type) {
            case ValueType.ListOf(ValueType element) ->
                    GraphQLList.list(nonNull(output(element, number)));
            case ValueType.Reference reference -> Scalars.GraphQLID;
            case ValueType.Scalar scalar -> read(scalar, number);
        };
    }

    private static GraphQLOutputType read(ValueType.Scalar type, GraphQLScalarType number) {
        return switch (type) {
            case MONEY -> MONEY;
            case GEO_POINT -> GEO_POINT;
            case ADDRESS -> ADDRESS;
            case FILE -> FILE;
            default -> plain(type, number);
        };
    }

    /** What is written into a field. */
    static GraphQLInputType input(FieldModel field) {
        return input(field.property().type(), number(field.type()));
    }

    private static GraphQLInputType input(ValueType type, GraphQLScalarType number) {
        return switch (type) {
            case ValueType.ListOf(ValueType element) ->
                    GraphQLList.list(nonNull(input(element, number)));
            case ValueType.Reference reference -> GraphScalars.REFERENCE;
            case ValueType.Scalar scalar -> written(scalar, number);
        };
    }

    private static GraphQLInputType written(ValueType.Scalar type, GraphQLScalarType number) {
        return switch (type) {
            case FILE -> GraphScalars.REFERENCE;
            default -> plain(type, number);
        };
    }

    private static GraphQLScalarType plain(ValueType.Scalar type, GraphQLScalarType number) {
        return switch (type) {
            case TEXT -> Scalars.GraphQLString;
            case USER -> Scalars.GraphQLID;
            case NUMBER -> number;
            case BOOLEAN -> Scalars.GraphQLBoolean;
            case DATE -> GraphScalars.DATE;
            case TIME -> GraphScalars.TIME;
            case DATE_TIME -> GraphScalars.DATE_TIME;
            case DURATION -> GraphScalars.DURATION;
            default -> GraphScalars.JSON;
        };
    }

    private static GraphQLScalarType number(FieldType type) {
        return switch (type) {
            case IntegerType whole -> GraphScalars.LONG;
            case RatingType rating -> Scalars.GraphQLInt;
            case FormulaType formula ->
                    formula.returns() == FormulaType.Returns.INTEGER
                            ? GraphScalars.LONG
                            : GraphScalars.DECIMAL;
            case LookupType lookup ->
                    lookup.source() == null ? GraphScalars.DECIMAL : number(lookup.source());
            case RollupType rollup ->
                    rollup.function() == Aggregation.COUNT
                            ? GraphScalars.LONG
                            : GraphScalars.DECIMAL;
            default -> GraphScalars.DECIMAL;
        };
    }
}
