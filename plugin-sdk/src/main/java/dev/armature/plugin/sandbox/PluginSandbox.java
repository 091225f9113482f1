package dev.armature.plugin.sandbox;

import java.util.List;

/**
 * Runs plugins' code where it can harm nobody: no files, no network, no other tenant, and limits
 * that no script can get round. Thread-safe.
 */
public interface PluginSandbox extends AutoCloseable {

    /**
     * Calls a handler and waits for its outcome. Made for virtual threads: waiting costs no
     * platform thread.
     *
     * <p>Host functions are executed on the calling thread, so they take part in the transaction it
     * has open. One may call the sandbox again: a call made within another is not counted against
     * the bound on calls at once. When a host function throws something other than {@link
     * HostCallException}, the call is abandoned and the exception is thrown on.
     *
     * <p>Nothing a script does is thrown; it is an outcome. When the calling thread is interrupted,
     * the call is abandoned, the outcome is {@link PluginOutcome.WorkerLost} and the interrupt flag
     * stays set.
     */
    PluginOutcome call(PluginCode code, PluginCall call, HostFunctions host);

    /**
     * Loads a module under the limits of an endpoint and looks for its handlers, before anything
     * depends on it.
     *
     * @param handlers property paths from the module's exports
     * @return {@link PluginOutcome.Returned} when all are there; {@link PluginOutcome.Threw} with
     *     what is wrong with the module, or with the handlers it lacks
     */
    PluginOutcome check(PluginCode code, List<String> handlers);

    /** Ends all calls and everything that runs them. */
    @Override
    void close();
}
