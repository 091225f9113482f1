package dev.armature.engine.graphql;

import dev.armature.metadata.problem.EngineException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param executed whether the request was understood; without that there are errors and no data
 * @param replayed whether it was carried out before, and nothing was written now
 */
public record GraphAnswer(
        @Nullable Map<String, @Nullable Object> data,
        List<Failure> errors,
        boolean executed,
        boolean replayed) {

    /**
     * Something that was refused.
     *
     * @param locations lines and columns of the document, from 1
     * @param path of the field in the answer; empty for the request as a whole
     * @param refusal what the platform refused, with its code
     */
    public record Failure(
            String message, List<Place> locations, List<Object> path, EngineException refusal) {}

    /** A place in a document. */
    public record Place(int line, int column) {}
}
