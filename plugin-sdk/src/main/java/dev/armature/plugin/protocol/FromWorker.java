package dev.armature.plugin.protocol;

import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.Usage;

/** A message from a worker. */
public sealed interface FromWorker {

    /** The worker is warm and takes calls. */
    record Ready() implements FromWorker {}

    /** The worker is alive; sent at least once a second while calls run. */
    record Beat() implements FromWorker {}

    /** The built-in functions do not work any more; no call should be given to this worker. */
    record Unsound() implements FromWorker {}

    /** Something about one call. */
    sealed interface OfCall extends FromWorker {
        long call();
    }

    /** The script asks for a host function and waits. */
    record HostRequest(long call, String function, String argumentsJson) implements OfCall {}

    /**
     * The call ended.
     *
     * @param running whether its thread has yet to stop; {@link Gone} follows when it has
     */
    record Ended(long call, PluginOutcome outcome, Usage usage, boolean running)
            implements OfCall {}

    /** The script engine failed; the call may be made again elsewhere. */
    record Faulted(long call, Usage usage, String reason) implements OfCall {}

    /** The thread of a call that had ended before has stopped. */
    record Gone(long call) implements OfCall {}
}
