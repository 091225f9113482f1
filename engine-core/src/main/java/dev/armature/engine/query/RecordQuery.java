package dev.armature.engine.query;

import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list that somebody asks for.
 *
 * @param filterText the filter as written; part of what a cursor belongs to
 * @param limit how many records a page has
 * @param cursor where to go on, as an earlier page gave it, or null for the first page
 */
public record RecordQuery(
        ObjectModel object,
        @Nullable Expression filter,
        String filterText,
        List<SortKey> sort,
        Selection selection,
        int limit,
        @Nullable String cursor,
        CountMode count) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;

    /** Whether and how exactly the records of all pages are counted. */
    public enum CountMode {
        NONE,
        /** Exact when small, the planner's guess when large. */
        ESTIMATE,
        EXACT
    }

    /** Every record of an object, in order of creation. */
    public static RecordQuery of(ObjectModel object) {
        return new RecordQuery(
                object,
                null,
                "",
                List.of(),
                Selection.all(object),
                DEFAULT_LIMIT,
                null,
                CountMode.NONE);
    }

    /** The same with a filter, checked against the object. */
    public RecordQuery withFilter(String text) {
        return new RecordQuery(
                object, filter(object, text), text, sort, selection, limit, cursor, count);
    }

    public RecordQuery withSort(String list) {
        return new RecordQuery(
                object,
                filter,
                filterText,
                SortKey.parse(object, list),
                selection,
                limit,
                cursor,
                count);
    }

    public RecordQuery withFields(String list) {
        return new RecordQuery(
                object,
                filter,
                filterText,
                sort,
                Selection.parse(object, list),
                limit,
                cursor,
                count);
    }

    public RecordQuery withLimit(int newLimit) {
        if (newLimit < 1 || newLimit > MAX_LIMIT) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "limit", "out_of_range", "A page has 1 to " + MAX_LIMIT + " records"));
        }
        return new RecordQuery(
                object, filter, filterText, sort, selection, newLimit, cursor, count);
    }

    public RecordQuery withCursor(String newCursor) {
        return new RecordQuery(
                object, filter, filterText, sort, selection, limit, newCursor, count);
    }

    public RecordQuery withCount(CountMode mode) {
        return new RecordQuery(object, filter, filterText, sort, selection, limit, cursor, mode);
    }

    static Expression filter(ObjectModel object, String text) {
        try {
            return CheckedFilters.check(object, text);
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under("filter"));
        }
    }
}
