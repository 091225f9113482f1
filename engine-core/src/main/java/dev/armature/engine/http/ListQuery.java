package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.SearchText;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a request that say which records are meant, in which order, and how shown. */
final class ListQuery {

    static final Set<String> PARAMETERS =
            Set.of("view", "filter", "search", "sort", "fields", "asOf", "metadata");

    private ListQuery() {}

    static RecordQuery of(HttpRequest<?> request, Caller caller, ObjectModel object, Instant now) {
        RecordQuery query = RecordQuery.of(object);
        String view = Bodies.parameter(request, "view");
        String filter = Bodies.parameter(request, "filter");
        String search = Bodies.parameter(request, "search");
        String sort = Bodies.parameter(request, "sort");
        String fields = Bodies.parameter(request, "fields");
        query = view == null ? query : query.withView(view);
        query = filter == null ? query : query.withFilter(filter);
        query =
                search == null
                        ? query
                        : query.withSearch(
                                SearchText.of(search, caller.tenant().locale(), "search"));
        query = sort == null ? query : query.withSort(sort);
        query = fields == null ? query : query.withFields(fields);
        Instant asOf = asOf(request, now);
        return asOf == null ? query : query.withAsOf(asOf);
    }

    /** The moment as of which records are asked for; null for now. */
    static @Nullable Instant asOf(HttpRequest<?> request, Instant now) {
        String written = Bodies.parameter(request, "asOf");
        if (written == null) {
            return null;
        }
        try {
            Instant moment = OffsetDateTime.parse(written).toInstant();
            if (!moment.isAfter(now) && !moment.isBefore(Instant.EPOCH)) {
                return moment;
            }
        } catch (DateTimeParseException e) {
            // Told below, as one that is out of range.
        }
        throw EngineException.invalid(
                ErrorCode.INVALID_QUERY,
                new Problem(
                        "asOf",
                        "invalid_moment",
                        "A moment of the past is wanted, with its offset, such as 2026-01-31T12:00:00Z"));
    }

    /** The fields in the order in which they are asked for; null for all there are. */
    static @Nullable List<String> columns(HttpRequest<?> request, ObjectModel object) {
        String fields = Bodies.parameter(request, "fields");
        if (fields != null) {
            return List.of(fields.split(",", -1));
        }
        String name = Bodies.parameter(request, "view");
        return name != null
                        && object.definition().part(Part.Kind.VIEW, name)
                                instanceof ViewDefinition view
                        && !view.columns().isEmpty()
                ? view.columns()
                : null;
    }
}
