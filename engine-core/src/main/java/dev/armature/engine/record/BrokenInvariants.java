package dev.armature.engine.record;

import dev.armature.metadata.problem.EngineException;
import java.util.Map;

/**
 * Ends a write of several commands that are carried out each for itself, some of which would break
 * invariants: it begins again without those. What they stored cannot be taken out of it any more.
 */
final class BrokenInvariants extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, EngineException> byCommand;

    /**
     * @param byCommand why commands are refused, by their places in the list
     */
    BrokenInvariants(Map<Integer, EngineException> byCommand) {
        super("invariants would be broken", null, false, false);
        this.byCommand = Map.copyOf(byCommand);
    }

    Map<Integer, EngineException> byCommand() {
        return byCommand;
    }
}
