package dev.armature.engine.graphql;

import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.Selection;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.DataFetchingFieldSelectionSet;
import graphql.schema.SelectedField;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list that a field asks for.
 *
 * @param query without its cursor
 * @param cursor where to go on, forward or backward as the query goes, or null
 * @param withCursors whether any cursor is wanted, of a record or of the page
 */
record ListArguments(RecordQuery query, @Nullable String cursor, boolean withCursors) {

    private static final String[] CURSORS = {
        "edges/cursor", "pageInfo/startCursor", "pageInfo/endCursor"
    };

    static ListArguments of(DataFetchingEnvironment environment, ObjectModel object) {
        RecordQuery query = RecordQuery.of(object);
        String view = environment.getArgument("view");
        String filter = environment.getArgument("filter");
        String sort = environment.getArgument("sort");
        query = view == null ? query : query.withView(view);
        query = filter == null ? query : query.withFilter(filter);
        query = sort == null ? query : query.withSort(sort);
        query = paged(environment, query);
        DataFetchingFieldSelectionSet asked = environment.getSelectionSet();
        if (asked.contains("totalCount")) {
            query = query.withCount(RecordQuery.CountMode.EXACT);
        }
        List<SelectedField> fields = asked.getFields("edges/node/*", "nodes/*");
        return new ListArguments(
                query.withSelection(selection(object, fields)),
                environment.getArgument(query.backward() ? "before" : "after"),
                asked.containsAnyOf(CURSORS[0], CURSORS[1], CURSORS[2]));
    }

    private static RecordQuery paged(DataFetchingEnvironment environment, RecordQuery query) {
        Integer first = environment.getArgument("first");
        Integer last = environment.getArgument("last");
        String after = environment.getArgument("after");
        String before = environment.getArgument("before");
        boolean backward = last != null || before != null;
        if (backward && (first != null || after != null)) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            last != null ? "last" : "before",
                            "two_directions",
                            "A list is paged forward by first and after, or backward by last and before"));
        }
        Integer limit = backward ? last : first;
        RecordQuery limited = limit == null ? query : query.withLimit(limit);
        return backward ? limited.withBackward() : limited;
    }

    /** What a field that gives records asks for of each. */
    static Selection selection(DataFetchingEnvironment environment, ObjectModel object) {
        return selection(object, environment.getSelectionSet().getImmediateFields());
    }

    private static Selection selection(ObjectModel object, List<SelectedField> asked) {
        return Selection.parse(
                object, fields(object, asked.stream().map(SelectedField::getName).toList()));
    }

    /**
     * What has to be read of a record for some fields of its type.
     *
     * @return names with commas between them
     */
    static String fields(ObjectModel object, Collection<String> asked) {
        Set<String> names = new LinkedHashSet<>(Set.of(SystemField.ID.fieldName()));
        for (String name : asked) {
            int underscore = name.indexOf('_');
            boolean isOwn = underscore < 0 || name.endsWith("_id") || name.endsWith("_ids");
            String own = underscore < 0 ? name : name.substring(0, underscore);
            FieldModel known = isOwn ? object.field(own) : null;
            if (known != null || (isOwn && SystemField.named(own) != null)) {
                names.add(own);
            }
        }
        return String.join(",", names);
    }
}
