package dev.armature.engine.record;

import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Uniqueness;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds live records that would have in common what is unique, were their values others: what a
 * change of metadata would be refused for, told record by record. Looks at one object once, batch
 * by batch; not thread-safe.
 */
public final class Collisions {

    /** The first record of each key, by the number of what is unique. */
    private final Map<Integer, Map<String, UUID>> holders = new HashMap<>();

    /** A record that would be like one that was looked at before, and in what. */
    public record Collision(UUID record, List<Problem> reasons) {}

    /**
     * Some records that were looked at.
     *
     * @param last the last of them, or null when there was none
     */
    public record Batch(List<Collision> found, @Nullable UUID last) {}

    /** What is unique from now on and was not in this way. */
    public static List<Uniqueness> fresh(ObjectModel before, ObjectModel after) {
        return after.uniquenesses().stream()
                .filter(now -> before.uniquenesses().stream().noneMatch(now::sameAs))
                .toList();
    }

    /**
     * Looks at the records that come next in the order of their ids.
     *
     * @param values what a record's values become
     */
    public Batch next(
            Connection connection,
            ObjectModel before,
            ObjectModel after,
            UnaryOperator<Map<Integer, Object>> values,
            UUID last) {
        List<Uniqueness> fresh = fresh(before, after);
        if (fresh.isEmpty()) {
            return new Batch(List.of(), null);
        }
        List<StoredRecord> records =
                RecordLoader.next(connection, before, last, RecordBatches.SIZE);
        List<Collision> found = new ArrayList<>();
        for (StoredRecord stored : records) {
            List<Problem> reasons =
                    stored.deleted()
                            ? List.of()
                            : take(after, fresh, stored.id(), values.apply(stored.values()));
            if (!reasons.isEmpty()) {
                found.add(new Collision(stored.id(), reasons));
            }
        }
        return new Batch(found, records.isEmpty() ? null : records.getLast().id());
    }

    private List<Problem> take(
            ObjectModel object, List<Uniqueness> fresh, UUID id, Map<Integer, Object> values) {
        List<Problem> reasons = new ArrayList<>();
        for (Uniqueness uniqueness : fresh) {
            String key = UniqueKeys.key(uniqueness, values);
            UUID holder =
                    key == null
                            ? null
                            : holders.computeIfAbsent(uniqueness.number(), n -> new HashMap<>())
                                    .putIfAbsent(key, id);
            if (holder != null) {
                Problem problem = CheckUnique.problem(object, uniqueness);
                reasons.add(
                        new Problem(
                                problem.pointer(),
                                problem.code(),
                                problem.message() + ": " + holder));
            }
        }
        return reasons;
    }
}
