package dev.armature.engine.record;

import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads an object's records some at a time, for those who go through all of them. Stateless. */
public final class RecordBatches {

    /** How many records are held at once. */
    public static final int SIZE = 1_000;

    private RecordBatches() {}

    /** Hands over all records in the order of their ids, deleted ones included. */
    public static void forEach(
            Connection connection, ObjectModel object, Consumer<List<StoredRecord>> consumer) {
        List<StoredRecord> batch = RecordLoader.next(connection, object, RollupFiller.FIRST, SIZE);
        while (!batch.isEmpty()) {
            consumer.accept(batch);
            batch = RecordLoader.next(connection, object, batch.getLast().id(), SIZE);
        }
    }

    /** The live ones among some records. */
    public static Map<UUID, StoredRecord> live(
            Connection connection, ObjectModel object, Collection<UUID> ids) {
        return RecordLoader.load(connection, object, ids, RecordLoader.Lock.NONE);
    }
}
