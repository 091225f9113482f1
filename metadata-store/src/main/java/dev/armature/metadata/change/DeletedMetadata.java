package dev.armature.metadata.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * What was deleted and can still be restored, as JSON with the moment of its deletion. Thread-safe.
 */
public final class DeletedMetadata {

    private final TenantTransactions transactions;
    private final MetadataStore store;
    private final Clock clock;

    public DeletedMetadata(TenantTransactions transactions, MetadataStore store, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    /** Deleted objects, newest first. */
    public List<ObjectNode> objects(TenantId tenant) {
        return transactions.run(
                tenant,
                connection ->
                        store.deletedObjects(tenant).stream()
                                .filter(deleted -> isRestorable(deleted.at()))
                                .map(deleted ->
                                        deleted.definition()
                                                .toJson()
                                                .put("deletedAt", deleted.at().toString()))
                                .toList());
    }

    /** Deleted fields of an object, newest first. */
    public List<ObjectNode> fields(TenantId tenant, int objectId) {
        return transactions.run(
                tenant,
                connection ->
                        store.deletedFields(tenant, objectId).stream()
                                .filter(deleted -> isRestorable(deleted.at()))
                                .map(deleted ->
                                        deleted.definition()
                                                .toJson()
                                                .put("deletedAt", deleted.at().toString()))
                                .toList());
    }

    private boolean isRestorable(Instant deletedAt) {
        return deletedAt.plus(MetadataService.RESTORE_PERIOD).isAfter(clock.instant());
    }
}
