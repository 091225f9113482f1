package dev.armature.engine.record;

import dev.armature.metadata.problem.EngineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which commands were refused in an attempt that was taken back. It holds for the same commands
 * alone: they are chosen anew at each attempt.
 */
final class RefusedBefore {

    private final Map<Integer, EngineException> reasons = new HashMap<>();
    private List<Object> about = List.of();
    private List<Outcome> ended = List.of();

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

    /** Takes note of what became of the commands, should there be too many records by then. */
    void ended(List<Outcome> outcomes) {
        ended = outcomes;
    }

    /**
     * Refuses the last of those that made records; all that are left when none did, or when that
     * was tried often.
     *
     * @param over how many too many there were, at least
     */
    void addLastCreated(long over, EngineException reason, boolean often) {
        List<Integer> places =
                IntStream.range(0, ended.size())
                        .filter(i -> ended.get(i) instanceof Outcome.Done done && done.created())
                        .boxed()
                        .toList();
        if (often || places.isEmpty()) {
            addTheRest(reason);
            return;
        }
        int kept = (int) Math.max(0, places.size() - over);
        places.subList(kept, places.size()).forEach(i -> reasons.put(i, reason));
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
