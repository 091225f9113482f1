package dev.armature.engine.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The scalars beside those of GraphQL itself. They take values as they are written, and the field
 * that a value is for says what is wrong with it; so a refusal is the same here as everywhere.
 */
final class GraphScalars {

    static final GraphQLScalarType DECIMAL =
            scalar(
                    "Decimal",
                    "A decimal number, exact in every digit",
                    value -> value instanceof Number);

    static final GraphQLScalarType LONG =
            scalar("Long", "A whole number of up to 64 bits", GraphScalars::isWhole);

    static final GraphQLScalarType DATE = text("Date", "A day: 2026-05-31");
    static final GraphQLScalarType TIME = text("Time", "A time of day: 14:30:00");
    static final GraphQLScalarType DATE_TIME =
            text("DateTime", "A moment (RFC 3339, UTC): 2026-05-31T14:30:00Z");
    static final GraphQLScalarType DURATION = text("Duration", "A span of time: PT1H30M");

    static final GraphQLScalarType JSON = scalar("Json", "Any JSON value", value -> true);

    static final GraphQLScalarType REFERENCE =
            scalar(
                    "Reference",
                    "A record or a file by its id, or a record by a unique field: {code: \"A-1\"}",
                    value -> value instanceof String || value instanceof Map<?, ?>);

    private GraphScalars() {}

    private static boolean isWhole(Object value) {
        return switch (value) {
            case Integer whole -> true;
            case Long whole -> true;
            case BigInteger whole -> whole.bitLength() < Long.SIZE;
            case BigDecimal decimal -> decimal.stripTrailingZeros().scale() <= 0;
            default -> false;
        };
    }

    private static GraphQLScalarType text(String name, String description) {
        return scalar(name, description, value -> value instanceof String);
    }

    private static GraphQLScalarType scalar(
            String name, String description, Predicate<Object> taken) {
        return GraphQLScalarType.newScalar()
                .name(name)
                .description(description)
                .coercing(new AsWritten(name, taken))
                .build();
    }

    /** Lets values through that have the right shape. */
    private record AsWritten(String name, Predicate<Object> taken)
            implements Coercing<Object, Object> {

        @Override
        public Object serialize(Object result, GraphQLContext context, Locale locale) {
            return result;
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            if (!taken.test(input)) {
                throw new CoercingParseValueException("A value of type " + name + " is expected");
            }
            return input;
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            Object value = written(input, variables);
            if (value != null && !taken.test(value)) {
                throw new CoercingParseLiteralException("A value of type " + name + " is expected");
            }
            return value;
        }

        private static @Nullable Object written(Value<?> literal, CoercedVariables variables) {
            return switch (literal) {
                case NullValue none -> null;
                case StringValue text -> text.getValue();
                case BooleanValue flag -> flag.isValue();
                case IntValue number -> number.getValue();
                case FloatValue number -> number.getValue();
                case EnumValue word -> word.getName();
                case VariableReference variable -> variables.get(variable.getName());
                case ArrayValue array -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    array.getValues().forEach(element -> list.add(written(element, variables)));
                    yield list;
                }
                case ObjectValue object -> {
                    Map<String, @Nullable Object> map = new LinkedHashMap<>();
                    for (ObjectField field : object.getObjectFields()) {
                        map.put(field.getName(), written(field.getValue(), variables));
                    }
                    yield map;
                }
                default -> throw new CoercingParseLiteralException("A value is expected");
            };
        }
    }
}
