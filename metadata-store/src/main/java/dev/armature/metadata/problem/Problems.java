package dev.armature.metadata.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything wrong with one input, so that its author mends it once. Not thread-safe. At
 * most {@value #LIMIT} problems are kept; a broken million-line input does not become a million
 * messages.
 */
public final class Problems {

    /** How many problems one answer lists. */
    public static final int LIMIT = 100;

    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        if (found.size() < LIMIT) {
            found.add(problem);
        }
    }

    public void add(String pointer, String code, String message) {
        add(new Problem(pointer, code, message));
    }

    public void addAll(Iterable<Problem> problems) {
        problems.forEach(this::add);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public int size() {
        return found.size();
    }

    public List<Problem> list() {
        return List.copyOf(found);
    }

    /** Ends the work with {@code code} if anything was found. */
    public void throwIfAny(ErrorCode code) {
        if (!found.isEmpty()) {
            throw new EngineException(code, code.title(), list());
        }
    }
}
