package dev.armature.engine.record;

import dev.armature.metadata.problem.EngineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which commands were refused in an attempt that was taken back. It holds for the same commands
 * alone: they are chosen anew at each attempt.
 */
final class RefusedBefore {

    private final Map<Integer, EngineException> reasons = new HashMap<>();
    private List<Object> about = List.of();

    /** The reasons for commands that are about to be carried out, by their places in the list. */
    Map<Integer, EngineException> of(List<Command> commands) {
        List<Object> now = commands.stream().map(RefusedBefore::about).toList();
        if (!now.equals(about)) {
            reasons.clear();
            about = now;
        }
        return reasons;
    }

    void add(Map<Integer, EngineException> refused) {
        reasons.putAll(refused);
    }

    /** Refuses all that are left. */
    void addTheRest(EngineException reason) {
        for (int i = 0; i < about.size(); i++) {
            reasons.putIfAbsent(i, reason);
        }
    }

    private static Object about(Command command) {
        return switch (command) {
            case Command.Update update -> update.id();
            case Command.Compute compute -> compute.id();
            case Command.HandOver over -> over.id();
            case Command.Patch patch -> patch.id();
            case Command.Replace replace -> replace.id();
            case Command.Delete delete -> delete.id();
            case Command.Restore restore -> restore.id();
            case Command.Create create -> create;
            case Command.Upsert upsert -> upsert;
        };
    }
}
