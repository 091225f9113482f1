package dev.armature.engine.storage;

import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.model.ObjectModel;
import java.util.Set;

/** Takes columns of formulas out of use; publishing that orders the job that fills them anew. */
public final class UsedFormulas implements RecordWriter.UsedColumns {

    private final Switch switches;

    public UsedFormulas(TenantTransactions transactions, MetadataPublisher publisher) {
        this.switches = new Switch(transactions, publisher);
    }

    @Override
    public void takeOut(ObjectModel object, Set<Integer> formulas) {
        switches.takeOut(object.tenant().tenant(), object.id(), formulas);
    }
}
