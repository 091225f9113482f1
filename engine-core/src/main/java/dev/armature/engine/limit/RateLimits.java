package dev.armature.engine.limit;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counts requests. Implementations are thread-safe, never fail and hold up no thread. */
public interface RateLimits {

    /**
     * Counts a request with all its subjects, or with none if one of them has made too many.
     *
     * @param charges at least one
     */
    CompletionStage<Verdict> take(List<Charge> charges);

    /** Tells whether a request would be let through, without counting it. */
    CompletionStage<Verdict> look(List<Charge> charges);
}
