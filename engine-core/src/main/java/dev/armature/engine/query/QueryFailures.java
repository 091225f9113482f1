package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a database says about a query that came of expressions, told to the query's author. */
final class QueryFailures {

    /** SQLSTATE class "data exception": a number, date or duration went out of range. */
    private static final String DATA_EXCEPTION = "22";

    private static final String CANCELLED = "57014";

    private QueryFailures() {}

    /**
     * The exception to go on with.
     *
     * @param object whose records are asked for
     * @param lookedAt what the query computes for every record
     */
    static RuntimeException told(
            DatabaseException e, ObjectModel object, Collection<? extends Expression> lookedAt) {
        if (e.state().startsWith(DATA_EXCEPTION)) {
            return new EngineException(
                    ErrorCode.INVALID_QUERY, "A value computed by the query is out of range");
        }
        if (isTooLong(e)) {
            return new EngineException(
                    ErrorCode.QUERY_TOO_EXPENSIVE, advice(paths(object, lookedAt)));
        }
        return e;
    }

    /** Whether a statement was ended because it took too long. */
    static boolean isTooLong(DatabaseException e) {
        return e.state().equals(CANCELLED);
    }

    // Of what a query looks at an index is missing where there is none; where each has one, they
    // may still be wanted together.
    private static String advice(Map<String, Boolean> indexed) {
        String time = "The records could not be gone through in time; ";
        if (indexed.isEmpty()) {
            return time + "ask for fewer";
        }
        List<String> missing =
                indexed.entrySet().stream()
                        .filter(path -> !path.getValue())
                        .map(path -> path.getKey())
                        .toList();
        if (!missing.isEmpty()) {
            return time + "narrow the filter. An index is missing on " + quoted(missing);
        }
        return indexed.size() == 1
                ? time + "narrow the filter"
                : time
                        + "narrow the filter, or give the object an index over several fields: "
                        + quoted(indexed.keySet());
    }

    private static String quoted(Collection<String> paths) {
        return paths.stream().map(path -> "\"" + path + "\"").collect(Collectors.joining(", "));
    }

    /** The fields that are looked at, and whether an index leads to records by them. */
    private static Map<String, Boolean> paths(
            ObjectModel object, Collection<? extends Expression> lookedAt) {
        Map<String, Boolean> paths = new TreeMap<>();
        for (Expression expression : lookedAt) {
            expression.visit(part -> {
                if (part instanceof Expression.Read read && !read.path().isEmpty()) {
                    paths.put(
                            read.path().stream()
                                    .map(Property::name)
                                    .collect(Collectors.joining(".")),
                            isIndexed(object, read));
                }
            });
        }
        return paths;
    }

    private static boolean isIndexed(ObjectModel object, Expression.Read read) {
        FieldModel field =
                read.path().size() == 1 ? object.field(read.path().getFirst().fieldId()) : null;
        return field != null && RecordPlace.of(object).isIndexed(field);
    }
}
