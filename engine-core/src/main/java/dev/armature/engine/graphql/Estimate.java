package dev.armature.engine.graphql;

import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.problem.EngineException;
import graphql.analysis.QueryVisitorFieldEnvironment;
import graphql.analysis.QueryVisitorStub;
import graphql.execution.CoercedVariables;
import graphql.introspection.Introspection;
import graphql.language.Document;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLTypeUtil;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request comes to, found out before it is begun. */
final class Estimate {

    private final GraphSchema schema;
    private final IdentityHashMap<QueryVisitorFieldEnvironment, Level> levels =
            new IdentityHashMap<>();
    private final Set<String> read = new TreeSet<>();
    private final Set<String> written = new TreeSet<>();
    private long cost;
    private int aliases;
    private int writes;
    private boolean introspects;

    /** The records that a field hangs on: how many there may be, and how deep. */
    private record Level(long records, int depth) {

        /** What hangs on each of them; no product of two limits is past what a long holds. */
        Level below(long each) {
            return new Level(Math.min(records, GraphLimits.MAX_COST + 1L) * each, depth + 1);
        }
    }

    private Estimate(GraphSchema schema) {
        this.schema = schema;
    }

    /**
     * Estimates an operation.
     *
     * @throws EngineException {@code query_too_expensive} when it goes past a limit
     */
    static Estimate of(
            GraphSchema schema,
            Document document,
            @Nullable String operation,
            CoercedVariables variables) {
        Estimate estimate = new Estimate(schema);
        schema.visit(
                document,
                operation,
                variables,
                new QueryVisitorStub() {
                    @Override
                    public void visitField(QueryVisitorFieldEnvironment field) {
                        estimate.add(field);
                    }
                });
        return estimate;
    }

    /** The names of the objects whose records are read. */
    Set<String> read() {
        return read;
    }

    /** The names of the objects whose records are written. */
    Set<String> written() {
        return written;
    }

    /** Whether it asks for the schema itself. */
    boolean introspects() {
        return introspects;
    }

    private void add(QueryVisitorFieldEnvironment field) {
        if (field.getField().getAlias() != null && ++aliases > GraphLimits.MAX_ALIASES) {
            throw GraphLimits.passed(
                    "too_many_aliases", GraphLimits.MAX_ALIASES, "Too many fields are renamed");
        }
        Level above = levels.getOrDefault(field.getParentEnvironment(), new Level(1, 0));
        Level level = level(field, above);
        levels.put(field, level);
        if (level.depth > GraphLimits.MAX_DEPTH) {
            throw GraphLimits.passed(
                    "too_deep", GraphLimits.MAX_DEPTH, "Records hang too deep on records");
        }
        if (level.depth > above.depth) {
            cost += level.records;
        }
        if (cost > GraphLimits.MAX_COST) {
            throw GraphLimits.passed(
                    "too_costly",
                    GraphLimits.MAX_COST,
                    "It may come to more than that many records; ask for smaller pages");
        }
    }

    private Level level(QueryVisitorFieldEnvironment field, Level above) {
        if (field.isTypeNameIntrospectionField()) {
            return above;
        }
        GraphQLOutputType output = field.getFieldDefinition().getType();
        String type = ((GraphQLNamedType) GraphQLTypeUtil.unwrapAll(output)).getName();
        String parent = ((GraphQLNamedType) field.getFieldsContainer()).getName();
        introspects |= Introspection.isIntrospectionTypes(type);
        if (parent.equals(GraphNames.MUTATION)) {
            written.add(GraphNames.objectOf(field.getFieldDefinition().getName()));
            if (++writes > GraphLimits.MAX_WRITES) {
                throw GraphLimits.passed(
                        "too_many_writes", GraphLimits.MAX_WRITES, "Too many records are written");
            }
            return new Level(1, 1);
        }
        if (parent.equals(GraphNames.SUBSCRIPTION)) {
            read.add(GraphNames.objectOf(field.getFieldDefinition().getName()));
            return above;
        }
        String pages = schema.pagesOf(type);
        if (pages != null) {
            read.add(pages);
            return above.below(page(field));
        }
        if (type.equals(GraphNames.AGGREGATE)) {
            read.add(GraphNames.objectOf(field.getFieldDefinition().getName()));
            return above.below(GraphLimits.AGGREGATE_COST);
        }
        String object = schema.recordsOf(type);
        if (object == null || schema.isPartOfPages(parent)) {
            return above;
        }
        read.add(object);
        return above.below(isList(output) ? GraphLimits.GUESSED_LIST : 1);
    }

    private static boolean isList(GraphQLOutputType type) {
        return GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLList;
    }

    private static long page(QueryVisitorFieldEnvironment field) {
        return Stream.of("first", "last")
                .map(field.getArguments()::get)
                .filter(Integer.class::isInstance)
                .mapToInt(Integer.class::cast)
                .map(asked -> Math.max(1, asked))
                .max()
                .orElse(RecordQuery.DEFAULT_LIMIT);
    }
}
