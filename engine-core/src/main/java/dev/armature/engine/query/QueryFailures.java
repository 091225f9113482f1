package dev.armature.engine.query;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
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
     * @param lookedAt what the query computes for every record
     */
    static RuntimeException told(DatabaseException e, Collection<? extends Expression> lookedAt) {
        if (e.state().startsWith(DATA_EXCEPTION)) {
            return new EngineException(
                    ErrorCode.INVALID_QUERY, "A value computed by the query is out of range");
        }
        if (e.state().equals(CANCELLED)) {
            return new EngineException(ErrorCode.QUERY_TOO_EXPENSIVE, advice(fields(lookedAt)));
        }
        return e;
    }

    private static String advice(Set<String> fields) {
        String time = "The records could not be gone through in time; ";
        return fields.isEmpty()
                ? time + "ask for fewer"
                : time
                        + "narrow the filter. An index is missing on "
                        + fields.stream()
                                .map(field -> "\"" + field + "\"")
                                .collect(Collectors.joining(", "));
    }

    private static Set<String> fields(Collection<? extends Expression> lookedAt) {
        Set<String> fields = new TreeSet<>();
        for (Expression expression : lookedAt) {
            expression.visit(part -> {
                if (part instanceof Expression.Read read && !read.path().isEmpty()) {
                    fields.add(
                            read.path().stream()
                                    .map(Property::name)
                                    .collect(Collectors.joining(".")));
                }
            });
        }
        return fields;
    }
}
