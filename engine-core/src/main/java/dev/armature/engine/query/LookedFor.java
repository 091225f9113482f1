package dev.armature.engine.query;

import dev.armature.metadata.definition.CombinedIndex;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a query looks for records by.
 *
 * @param fields the numbers of the object's own fields that an index could lead by
 * @param together the index over several of them that would serve the query best: first what has
 *     one value, then the order, then what else is read; null where one field is all there is, or
 *     an index would not be of use
 */
public record LookedFor(Set<Integer> fields, @Nullable IndexColumns together) {

    public LookedFor {
        fields = Set.copyOf(fields);
    }

    /** By a list: those of a filter's comparisons that all records must meet, and the order. */
    static LookedFor list(@Nullable Expression filter, List<SortKey> sort) {
        Conditions conditions = new Conditions(filter);
        Set<Integer> leading = new LinkedHashSet<>(conditions.all);
        List<Integer> order = new ArrayList<>();
        boolean ordered = true;
        for (SortKey key : sort) {
            Integer field = ownField(key.field());
            ordered &= field != null;
            if (field != null && !conditions.equal.contains(field)) {
                order.add(key.descending() ? -field : field);
            }
        }
        Integer first = sort.isEmpty() ? null : ownField(sort.getFirst().field());
        if (first != null) {
            leading.add(first);
        }
        List<Integer> columns = new ArrayList<>(conditions.equal);
        if (ordered && !order.isEmpty()) {
            columns.addAll(forward(order));
        } else {
            conditions.others.stream().limit(1).forEach(columns::add);
        }
        return new LookedFor(leading, index(columns));
    }

    /** By figures: an index that has all that they read answers them by itself. */
    static LookedFor figures(
            @Nullable Expression filter, List<Expression> groups, List<Expression> measures) {
        Conditions conditions = new Conditions(filter);
        Set<Integer> leading = new LinkedHashSet<>(conditions.all);
        Set<Integer> columns = new LinkedHashSet<>(conditions.equal);
        boolean own = filter == null || conditions.areAll;
        for (Expression group : groups) {
            Integer field = ownField(group);
            own &= field != null;
            if (field != null) {
                leading.add(field);
                columns.add(field);
            }
        }
        columns.addAll(conditions.others);
        for (Expression measure : measures) {
            Reads reads = new Reads();
            measure.visit(reads::read);
            own &= reads.own;
            columns.addAll(reads.fields);
        }
        return new LookedFor(leading, own ? index(List.copyOf(columns)) : null);
    }

    /** An index can be walked either way: one that begins ascending does for both. */
    private static List<Integer> forward(List<Integer> order) {
        return order.getFirst() > 0 ? order : order.stream().map(field -> -field).toList();
    }

    private static @Nullable IndexColumns index(List<Integer> columns) {
        return columns.size() < 2 || columns.size() > CombinedIndex.MAX_FIELDS
                ? null
                : new IndexColumns(columns);
    }

    /**
     * The number of a field of the object itself that records store or compute; null for others.
     */
    private static @Nullable Integer ownField(Expression expression) {
        return expression instanceof Expression.Read read
                        && !read.old()
                        && read.path().size() == 1
                        && read.path().getFirst().fieldId() > 0
                ? (Integer) read.path().getFirst().fieldId()
                : null;
    }

    /** The fields that an expression reads. */
    private static final class Reads {
        private final Set<Integer> fields = new LinkedHashSet<>();
        private boolean own = true;

        void read(Expression part) {
            if (part instanceof Expression.Path) {
                Integer field = ownField(part);
                own &= field != null;
                if (field != null) {
                    fields.add(field);
                }
            }
        }
    }

    /** What all records must meet. */
    private static final class Conditions {

        /** The fields of all conditions, in their order. */
        private final Set<Integer> all = new LinkedHashSet<>();

        /** Those that have one value. */
        private final Set<Integer> equal = new TreeSet<>();

        /** Those that have one of several, or lie within bounds. */
        private final Set<Integer> others = new LinkedHashSet<>();

        /** Whether there is nothing else to the filter. */
        private boolean areAll = true;

        Conditions(@Nullable Expression filter) {
            if (filter != null) {
                walk(filter);
            }
            others.removeAll(equal);
        }

        private void walk(Expression condition) {
            switch (condition) {
                case Expression.Logical(boolean and, Expression left, Expression right)
                        when and -> {
                    walk(left);
                    walk(right);
                }
                case Expression.Comparison(
                                ComparisonOperator operator,
                                Expression left,
                                Expression right) -> {
                    compared(operator, left, right);
                    compared(operator, right, left);
                }
                case Expression.Membership membership -> {
                    Integer field = ownField(membership.element());
                    areAll &= field != null;
                    if (field != null) {
                        all.add(field);
                        others.add(field);
                    }
                }
                case Expression.Not(Expression operand) when isFlag(operand) -> flag(operand);
                default -> {
                    if (isFlag(condition)) {
                        flag(condition);
                    } else {
                        areAll = false;
                    }
                }
            }
        }

        private static boolean isFlag(Expression condition) {
            return condition.type() == ValueType.Scalar.BOOLEAN && ownField(condition) != null;
        }

        private void flag(Expression condition) {
            Integer field = ownField(condition);
            if (field != null) {
                all.add(field);
                equal.add(field);
            }
        }

        private void compared(ComparisonOperator operator, Expression side, Expression value) {
            Integer field = ownField(side);
            if (field == null) {
                areAll &= side instanceof Expression.Literal || isConstant(side);
                return;
            }
            all.add(field);
            if (operator == ComparisonOperator.EQUAL && isConstant(value)) {
                equal.add(field);
            } else {
                others.add(field);
            }
        }

        private static boolean isConstant(Expression value) {
            return value instanceof Expression.Literal literal && literal.value() != null
                    || value instanceof Expression.Ambient;
        }
    }
}
