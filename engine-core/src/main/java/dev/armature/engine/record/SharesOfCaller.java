package dev.armature.engine.record;

import dev.armature.engine.query.SharedRecords;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Which of the records that a write concerns are shared with who writes. Belongs to one thread. */
final class SharesOfCaller {

    /** What is known of a record: what its sharing lets one do. */
    private enum Share {
        NONE,
        READ,
        WRITE
    }

    private final Connection connection;
    private final Grants grants;
    private final Environment environment;
    private final Map<UUID, Share> known = new HashMap<>();

    SharesOfCaller(Connection connection, Grants grants, Environment environment) {
        this.connection = connection;
        this.grants = grants;
        this.environment = environment;
    }

    /**
     * Whether the caller may do something with a record because it is shared with them: to see it,
     * or to change it. It gives no right to the object that their roles do not.
     */
    boolean allow(ObjectModel object, UUID id, Right right) {
        if ((right != Right.READ && right != Right.UPDATE)
                || !SharedRecords.with(environment, object)
                || !grants.allows(object, right)) {
            return false;
        }
        if (!known.containsKey(id)) {
            load(object, Set.of(id));
        }
        Share share = Objects.requireNonNull(known.get(id));
        return share == Share.WRITE || (share == Share.READ && right == Right.READ);
    }

    /** Asks for many at once. */
    void prefetch(Collection<StoredRecord> records) {
        Map<ObjectModel, Set<UUID>> byObject = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            if (SharedRecords.with(environment, record.object())
                    && !known.containsKey(record.id())) {
                byObject.computeIfAbsent(record.object(), o -> new LinkedHashSet<>())
                        .add(record.id());
            }
        }
        byObject.forEach(this::load);
    }

    private void load(ObjectModel object, Set<UUID> ids) {
        ids.forEach(id -> known.put(id, Share.NONE));
        SharedRecords.among(connection, environment, object, List.copyOf(ids))
                .forEach((id, writes) -> known.put(id, writes ? Share.WRITE : Share.READ));
    }
}
