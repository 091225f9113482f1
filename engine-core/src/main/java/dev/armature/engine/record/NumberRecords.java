package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.CompiledCounter;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers records, each in the count it belongs to. The counter's row is locked until the write
 * ends, so numbers have no gaps; the step comes late in the pipeline to keep that short.
 */
final class NumberRecords implements WriteStep {

    /** One count. Ordered, so that writers lock several in the same order. */
    private record Count(int objectId, int fieldId, String scope) implements Comparable<Count> {
        @Override
        public int compareTo(Count other) {
            return Comparator.comparingInt(Count::objectId)
                    .thenComparingInt(Count::fieldId)
                    .thenComparing(Count::scope)
                    .compare(this, other);
        }
    }

    private record Due(Draft draft, CompiledCounter counter) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<Count, List<Due>> byCount = new TreeMap<>();
        for (Draft draft : drafts) {
            if (!draft.isWrite() || !draft.isEffective()) {
                continue;
            }
            for (CompiledCounter counter : draft.object().counters()) {
                if (isDue(session, draft, counter)) {
                    byCount.computeIfAbsent(count(draft, counter), c -> new ArrayList<>())
                            .add(new Due(draft, counter));
                }
            }
        }
        byCount.forEach((count, due) -> {
            long next = take(session, count, due.size()) - due.size();
            for (Due one : due) {
                one.draft().set(one.counter().field(), one.counter().type().format(++next));
            }
        });
    }

    private static boolean isDue(WriteSession session, Draft draft, CompiledCounter counter) {
        CheckedExpression when = counter.when();
        if (when == null) {
            return draft.operation() == Draft.Operation.CREATE;
        }
        try {
            return draft.value(counter.field()) == null && when.holds(session.bindings(draft));
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    private static Count count(Draft draft, CompiledCounter counter) {
        return new Count(
                draft.object().id(),
                counter.field().id(),
                UniqueKeys.scope(counter.scope(), draft.values()));
    }

    /** The last of the numbers taken. A new count goes on where the one over all records ended. */
    private static long take(WriteSession session, Count count, int howMany) {
        Sql own =
                Sql.of(
                        Sql.number(session.caller().tenantId().value()),
                        ", ",
                        Sql.number(count.objectId()),
                        ", ",
                        Sql.number(count.fieldId()));
        Sql sql =
                Sql.of(
                        "insert into record_counter (tenant_id, object_id, field_id, scope, value) select ",
                        own,
                        ", ",
                        Sql.value(count.scope(), ColumnType.TEXT),
                        ", ",
                        Sql.number(howMany),
                        " + coalesce((select c.value from record_counter c where (c.tenant_id, c.object_id, c.field_id, c.scope) = (",
                        own,
                        ", '')), 0)\non conflict (tenant_id, object_id, field_id, scope) do update set value = record_counter.value + ",
                        Sql.number(howMany),
                        "\nreturning value");
        return sql.first(session.connection(), row -> row.getLong(1)).orElseThrow();
    }
}
