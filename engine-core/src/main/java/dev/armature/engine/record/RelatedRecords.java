package dev.armature.engine.record;

import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The records that expressions of one write walk to, each read once. Belongs to one thread. */
final class RelatedRecords {

    private final Connection connection;
    private final TenantModel model;
    private final RecordLoader.Lock lock;
    private final Map<UUID, Supplier<StoredRecord>> expected;
    private final Map<UUID, StoredRecord> known = new HashMap<>();
    private final Set<UUID> missing = new HashSet<>();

    RelatedRecords(Connection connection, TenantModel model) {
        this(connection, model, RecordLoader.Lock.NONE, Map.of());
    }

    /**
     * @param lock how they are held against others
     * @param expected records that the write at hand makes, as they will be
     */
    RelatedRecords(
            Connection connection,
            TenantModel model,
            RecordLoader.Lock lock,
            Map<UUID, Supplier<StoredRecord>> expected) {
        this.expected = expected;
        this.connection = connection;
        this.model = model;
        this.lock = lock;
    }

    /** Reads many at once that will be asked for one by one. */
    void prefetch(ObjectModel object, Collection<UUID> ids) {
        Set<UUID> wanted = new HashSet<>(ids);
        wanted.removeAll(known.keySet());
        wanted.removeAll(missing);
        if (wanted.isEmpty()) {
            return;
        }
        known.putAll(
                FillingFigures.put(
                        connection, object, RecordLoader.load(connection, object, wanted, lock)));
        wanted.removeAll(known.keySet());
        missing.addAll(wanted);
    }

    /** The live records among some ids, in their order. */
    List<StoredRecord> find(int objectId, List<UUID> ids) {
        prefetch(model.required(objectId), ids);
        return ids.stream().map(id -> find(objectId, id)).filter(Objects::nonNull).toList();
    }

    /** A live record, or null when there is none. */
    @Nullable StoredRecord find(int objectId, UUID id) {
        ObjectModel object = model.required(objectId);
        StoredRecord found = expected.containsKey(id) ? expected.get(id).get() : null;
        if (found == null) {
            prefetch(object, Set.of(id));
            found = known.get(id);
        }
        return found == null || found.object().id() != objectId ? null : found;
    }
}
