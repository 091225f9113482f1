package dev.armature.engine.live;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to hear of.
 *
 * @param objects the numbers of objects; empty for all that they may read
 * @param record one record of the one object, or null for all
 * @param filter what records of the one object have to meet, or null
 * @param fields what is told of records of the one object, or null for all there is
 */
public record Interest(
        Set<Integer> objects,
        @Nullable UUID record,
        @Nullable String filter,
        @Nullable String fields) {

    public static final Interest ALL = new Interest(Set.of(), null, null, null);

    public Interest {
        objects = Set.copyOf(objects);
    }

    /** Whether the filter may mean another thing to each who has it: it may speak of the user. */
    boolean isPersonal() {
        return filter != null && filter.contains("user");
    }

    boolean covers(Change change) {
        return (objects.isEmpty() || objects.contains(change.objectId()))
                && (record == null || record.equals(change.recordId()));
    }
}
