package dev.armature.engine.record;

import dev.armature.metadata.model.ObjectModel;
import java.util.List;

/**
 * One step of the pipeline that every write goes through. Stateless; it looks at all changes at
 * once.
 */
public interface WriteStep {

    /**
     * Works on the drafts that are alive.
     *
     * @param drafts the changes that are alive; refused ones are taken out before the next step
     */
    void apply(WriteSession session, List<Draft> drafts);

    /**
     * Whether it may look at records of the object beside those it is given, so that it has to come
     * after whatever is stored of them.
     */
    default boolean looksAround(ObjectModel object) {
        return false;
    }
}
