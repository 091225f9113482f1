package dev.armature.engine.record;

import dev.armature.metadata.model.Rollup;
import java.util.List;

/** Gives new records the figures over the records that reference them, of which there are none. */
final class BeginRollups implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.operation() == Draft.Operation.CREATE) {
                for (Rollup rollup : draft.object().rollups()) {
                    draft.set(rollup.field(), rollup.ofNothing());
                }
            }
        }
    }
}
