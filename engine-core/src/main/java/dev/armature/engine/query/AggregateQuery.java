package dev.armature.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Figures over groups of records.
 *
 * @param pivot what each measure is spread over: it has one figure for each value of this; or null
 * @param having a condition over the groups' own values and measures, or null
 * @param sort names of groupings and measures, {@code -} before one for descending
 */
public record AggregateQuery(
        ObjectModel object,
        @Nullable Expression filter,
        List<Grouping> groupings,
        List<Measure> measures,
        @Nullable Grouping pivot,
        @Nullable Expression having,
        List<Order> sort,
        int limit) {

    public static final int DEFAULT_LIMIT = 1_000;
    public static final int MAX_LIMIT = 10_000;

    /** How many groupings, and how many measures, one query may have. */
    public static final int MAX_COLUMNS = 20;

    /** How many values a pivot may have. */
    public static final int MAX_PIVOT_VALUES = 50;

    /** A column of the answer to sort by, counted from 0: groupings first, then measures. */
    record Order(int column, boolean descending) {}

    /**
     * Reads the body of an aggregate request.
     *
     * @throws EngineException {@code invalid_query} naming what is wrong
     */
    public static AggregateQuery parse(ObjectModel object, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String filter = attributes.optionalText("filter", Expressions.MAX_LENGTH);
        List<Grouping> groupings =
                attributes.list("groupBy", (node, at) -> grouping(object, node, at, problems));
        List<Measure> measures = measures(object, attributes.node("measures"));
        JsonNode spread = attributes.node("pivot");
        Grouping pivot =
                spread == null || spread.isNull()
                        ? null
                        : grouping(object, spread, "/pivot", problems);
        String having = attributes.optionalText("having", Expressions.MAX_LENGTH);
        List<String> sort = attributes.texts("sort", 400);
        int limit =
                Objects.requireNonNullElse(
                        attributes.optionalInt("limit", 1, MAX_LIMIT), DEFAULT_LIMIT);
        attributes.finish();
        if (measures.isEmpty()) {
            problems.add(
                    "/measures",
                    "required",
                    "At least one measure is needed, such as {\"n\": \"count()\"}");
        }
        if (groupings.size() > MAX_COLUMNS || measures.size() > MAX_COLUMNS) {
            problems.add(
                    "",
                    "limit_exceeded",
                    "At most " + MAX_COLUMNS + " groupings and as many measures are allowed");
        }
        problems.throwIfAny(ErrorCode.INVALID_QUERY);
        GroupScope scope = new GroupScope(groupings, measures);
        return new AggregateQuery(
                object,
                filter == null ? null : RecordQuery.filter(object, filter),
                groupings,
                measures,
                pivot,
                having == null ? null : having(scope, having),
                sort.stream().map(name -> order(scope, name)).toList(),
                limit);
    }

    private static @Nullable Grouping grouping(
            ObjectModel object, JsonNode node, String place, Problems problems) {
        if (node.isTextual()) {
            return Grouping.parse(object, node.textValue(), null, place);
        }
        Attributes attributes = Attributes.of(node, place, problems);
        String field = attributes.text("field", 400);
        String by = attributes.optionalText("by", 20);
        attributes.finish();
        return problems.isEmpty() ? Grouping.parse(object, field, by, place) : null;
    }

    private static List<Measure> measures(ObjectModel object, @Nullable JsonNode node) {
        List<Measure> measures = new ArrayList<>();
        if (node != null) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!entry.getKey().matches("[a-zA-Z][A-Za-z0-9]{0,62}")
                        || !entry.getValue().isTextual()) {
                    throw refused(
                            "/measures/" + entry.getKey(),
                            "wrong_type",
                            "A measure is a name with an expression such as sum(amount)");
                }
                measures.add(Measure.parse(object, entry.getKey(), entry.getValue().textValue()));
            }
        }
        return measures;
    }

    private static Expression having(Scope scope, String text) {
        try {
            return Expressions.check(text, scope, ValueType.Scalar.BOOLEAN).root();
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under("/having"));
        }
    }

    private static Order order(GroupScope scope, String written) {
        boolean descending = written.startsWith("-");
        Property property = scope.property(0, descending ? written.substring(1) : written);
        if (property == null) {
            throw refused(
                    "/sort",
                    "unknown_field",
                    "\"" + written + "\" is neither a grouping nor a measure");
        }
        return new Order(property.fieldId(), descending);
    }

    private static EngineException refused(String place, String code, String message) {
        return EngineException.invalid(ErrorCode.INVALID_QUERY, new Problem(place, code, message));
    }

    /** The type of a column of the answer, counted as {@link Order} does. */
    ValueType type(int column) {
        return column < groupings.size()
                ? groupings.get(column).type()
                : measures.get(column - groupings.size()).type();
    }

    /** The names of an answer's columns, as the fields of one imaginary object. */
    private static final class GroupScope implements Scope {
        private final Map<String, Property> columns = new LinkedHashMap<>();

        GroupScope(List<Grouping> groupings, List<Measure> measures) {
            groupings.forEach(grouping -> add(grouping.path(), grouping.type()));
            measures.forEach(measure -> add(measure.name(), measure.type()));
        }

        private void add(String name, ValueType type) {
            if (columns.put(name, new Property(0, columns.size(), name, type, null)) != null) {
                throw refused("/measures/" + name, "not_unique", "\"" + name + "\" is named twice");
            }
        }

        @Override
        public int objectId() {
            return 0;
        }

        @Override
        public boolean hasOld() {
            return false;
        }

        @Override
        public @Nullable Property property(int objectId, String name) {
            return columns.get(name);
        }

        @Override
        public Collection<String> names(int objectId) {
            return columns.keySet();
        }
    }
}
