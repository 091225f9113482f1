package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list that somebody asks for.
 *
 * @param filterText the filter as written; part of what a cursor belongs to
 * @param limit how many records a page has
 * @param search words that records must have, or null
 * @param cursor where to go on, as an earlier page gave it, or null for the first page
 * @param asOf the moment as of which the records are wanted, or null for now
 * @param backward whether pages are taken from the end of the list, or from before the cursor, each
 *     from its last record to its first
 */
public record RecordQuery(
        ObjectModel object,
        @Nullable Expression filter,
        String filterText,
        List<SortKey> sort,
        Selection selection,
        int limit,
        @Nullable String cursor,
        CountMode count,
        @Nullable SearchText search,
        @Nullable Instant asOf,
        boolean backward) {

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
                CountMode.NONE,
                null,
                null,
                false);
    }

    /** The same with a filter, checked against the object; with two, records have to meet both. */
    public RecordQuery withFilter(String text) {
        Expression before = filter;
        Expression added = filter(object, text);
        return before == null
                ? filtered(added, text)
                : filtered(
                        new Expression.Logical(true, before, added),
                        "(" + filterText + ") && (" + text + ")");
    }

    /** The same of those alone that reference a record by a field. */
    public RecordQuery below(FieldModel reference, UUID parent) {
        Expression before = filter;
        Expression added =
                new Expression.Comparison(
                        ComparisonOperator.EQUAL,
                        new Expression.Read(false, List.of(reference.property())),
                        new Expression.Literal(parent, reference.property().type()));
        String text = reference.name() + " == \"" + parent + "\"";
        return before == null
                ? filtered(added, text)
                : filtered(
                        new Expression.Logical(true, added, before),
                        "(" + text + ") && (" + filterText + ")");
    }

    private RecordQuery filtered(Expression other, String text) {
        return with(parts -> {
            parts.filter = other;
            parts.filterText = text;
        });
    }

    /**
     * The filter, the sort and the columns of one of the object's views. What is asked for after it
     * narrows the filter, and takes the place of the sort and of the columns.
     */
    public RecordQuery withView(String name) {
        if (!(object.definition().part(Part.Kind.VIEW, name) instanceof ViewDefinition view)) {
            throw unknownView(name);
        }
        RecordQuery query = view.filter() == null ? this : withFilter(view.filter());
        query = view.sort().isEmpty() ? query : query.withSort(String.join(",", view.sort()));
        return view.columns().isEmpty()
                ? query
                : query.withFields(String.join(",", view.columns()));
    }

    private EngineException unknownView(String name) {
        List<String> views =
                object.definition().parts(ViewDefinition.class).stream()
                        .map(ViewDefinition::name)
                        .toList();
        String nearest = Suggestions.nearest(name, views);
        return EngineException.invalid(
                ErrorCode.INVALID_QUERY,
                new Problem(
                        "view",
                        "unknown_view",
                        "There is no view \"%s\"%s"
                                .formatted(
                                        name,
                                        nearest == null
                                                ? ""
                                                : "; did you mean \"" + nearest + "\"?")));
    }

    public RecordQuery withSort(String list) {
        List<SortKey> keys = SortKey.parse(object, list);
        return with(parts -> parts.sort = keys);
    }

    public RecordQuery withFields(String list) {
        return withSelection(Selection.parse(object, list));
    }

    /** The same for records that have some words in fields that are searched. */
    public RecordQuery withSearch(SearchText words) {
        return with(parts -> parts.search = words);
    }

    /** A condition and that the words are found. */
    Sql narrow(Sql where) {
        return search == null
                ? where
                : Sql.of(
                        where,
                        "\n    and ",
                        SearchSql.found(Joins.ROOT, Searchable.fields(object), search));
    }

    /** The same with the answer of each record given otherwise. */
    public RecordQuery withSelection(Selection other) {
        return with(parts -> parts.selection = other);
    }

    /**
     * The same of the records that there were at a moment, as they were then.
     *
     * @throws EngineException {@code invalid_query} where words are looked for: they are found by
     *     what records say now
     */
    public RecordQuery withAsOf(Instant moment) {
        if (search != null) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "asOf",
                            "not_with_search",
                            "Words are found in what records say now; use filter with contains(…) for what they said"));
        }
        return with(parts -> parts.asOf = moment);
    }

    /** What expressions know who are put to the records: of the past, it was then. */
    Environment moment(Environment environment) {
        return asOf == null ? environment : environment.at(asOf);
    }

    public RecordQuery withLimit(int newLimit) {
        if (newLimit < 1 || newLimit > MAX_LIMIT) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "limit", "out_of_range", "A page has 1 to " + MAX_LIMIT + " records"));
        }
        return with(parts -> parts.limit = newLimit);
    }

    public RecordQuery withCursor(String newCursor) {
        return with(parts -> parts.cursor = newCursor);
    }

    /** The same from its end. */
    public RecordQuery withBackward() {
        return with(parts -> parts.backward = true);
    }

    public RecordQuery withCount(CountMode mode) {
        return with(parts -> parts.count = mode);
    }

    private RecordQuery with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.query();
    }

    /** A query that is being changed. */
    private static final class Parts {
        private final ObjectModel object;
        private @Nullable Expression filter;
        private String filterText;
        private List<SortKey> sort;
        private Selection selection;
        private int limit;
        private @Nullable String cursor;
        private CountMode count;
        private @Nullable SearchText search;
        private @Nullable Instant asOf;
        private boolean backward;

        Parts(RecordQuery query) {
            object = query.object;
            filter = query.filter;
            filterText = query.filterText;
            sort = query.sort;
            selection = query.selection;
            limit = query.limit;
            cursor = query.cursor;
            count = query.count;
            search = query.search;
            asOf = query.asOf;
            backward = query.backward;
        }

        RecordQuery query() {
            return new RecordQuery(
                    object,
                    filter,
                    filterText,
                    sort,
                    selection,
                    limit,
                    cursor,
                    count,
                    search,
                    asOf,
                    backward);
        }
    }

    static Expression filter(ObjectModel object, String text) {
        try {
            return CheckedTexts.of(object).filter(text);
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under("filter"));
        }
    }
}
