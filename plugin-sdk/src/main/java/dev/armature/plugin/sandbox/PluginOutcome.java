package dev.armature.plugin.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call of a plugin's handler ended. */
public sealed interface PluginOutcome {

    /** What the handler wrote to its log, also when it failed. */
    default List<LogLine> log() {
        return List.of();
    }

    /**
     * The handler came to its end.
     *
     * @param resultJson what it returned; {@code null} for nothing
     * @param recordJson {@code context.record} as the handler left it, or null without one
     */
    record Returned(String resultJson, @Nullable String recordJson, List<LogLine> log)
            implements PluginOutcome {
        public Returned {
            log = List.copyOf(log);
        }
    }

    /**
     * The handler refused with {@code host.fail}.
     *
     * @param field the field the refusal is about, or null
     */
    record Refused(String code, String message, @Nullable String field, List<LogLine> log)
            implements PluginOutcome {
        public Refused {
            log = List.copyOf(log);
        }
    }

    /**
     * The module or the handler threw, or the module could not be loaded.
     *
     * @param stack lines of {@code at function (file:line:column)}, pointing into the sources that
     *     the module's source map names; empty when there are none
     * @param code the code of a host function's refusal that was not caught, or null
     * @param field the field of that refusal, or null
     */
    record Threw(
            String message,
            String stack,
            @Nullable String code,
            @Nullable String field,
            List<LogLine> log)
            implements PluginOutcome {
        public Threw {
            log = List.copyOf(log);
        }
    }

    /**
     * The call went over a limit and was ended; whatever it did through host functions is to be
     * rolled back.
     *
     * @param limit {@code cpu}, {@code memory}, {@code statements}, {@code depth}, {@code time},
     *     {@code hostCalls}, {@code input}, {@code output}, {@code moduleSize}, or {@code crash}:
     *     alone in a worker process, the call brought it down
     * @param value the limit, with its unit
     */
    record LimitExceeded(String limit, String value, List<LogLine> log) implements PluginOutcome {
        public LimitExceeded {
            log = List.copyOf(log);
        }
    }

    /**
     * The call was not begun: too many are under way, or the plugin has used up its share of this
     * node. Trying again later is right.
     */
    record Busy(String reason) implements PluginOutcome {}

    /**
     * The process that ran the call ended, through no fault of the call as far as is known, and the
     * call could not be repeated because it had used host functions. Whatever it did through them
     * is to be rolled back; then trying again is right.
     */
    record WorkerLost(String reason) implements PluginOutcome {}
}
