package dev.armature.engine.event;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;

/** Decides what is to be done because of an event. */
public interface EventConsumer {

    /** An effect that an event shall have. */
    record Wanted(String kind, String target) {}

    /**
     * The effects of a change of one of an object's records. Called for every event, so it answers
     * from the model alone.
     */
    List<Wanted> effects(ObjectModel object, Operation operation);
}
