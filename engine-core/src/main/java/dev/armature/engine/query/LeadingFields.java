package dev.armature.engine.query;

import dev.armature.metadata.expression.Expression;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields an index could lead to a query's records by. */
final class LeadingFields {

    private final Set<Integer> fields = new LinkedHashSet<>();

    private LeadingFields() {}

    /**
     * Those of a filter's comparisons that all records must meet, and the first that it sorts by.
     */
    static Set<Integer> of(@Nullable Expression filter, List<SortKey> sort) {
        LeadingFields leading = new LeadingFields();
        if (filter != null) {
            leading.conditions(filter);
        }
        if (!sort.isEmpty()) {
            leading.add(sort.getFirst().field());
        }
        return leading.fields;
    }

    private void conditions(Expression condition) {
        switch (condition) {
            case Expression.Logical(boolean and, Expression left, Expression right) -> {
                if (and) {
                    conditions(left);
                    conditions(right);
                }
            }
            case Expression.Comparison comparison -> {
                add(comparison.left());
                add(comparison.right());
            }
            case Expression.Membership membership -> add(membership.element());
            default -> {}
        }
    }

    private void add(Expression expression) {
        if (expression instanceof Expression.Read read && read.path().size() == 1) {
            fields.add(read.path().getFirst().fieldId());
        }
    }
}
