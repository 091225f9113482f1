package dev.armature.plugin.sandbox;

/**
 * Is told what happens in a sandbox. Called on the thread that made the call, or on one of the
 * sandbox's own; must return soon and not throw.
 */
public interface SandboxListener {

    /** Listens to nothing. */
    SandboxListener NONE = new SandboxListener() {};

    /**
     * A call ended. Its log lines are in the outcome; they are worth keeping also when the
     * transaction it took part in is rolled back.
     */
    default void ended(PluginCode code, PluginCall call, PluginOutcome outcome, Usage usage) {}

    /**
     * A plugin went over a limit in one tenant.
     *
     * @param recent how many times it did in the last ten minutes, this one included; at {@link
     *     #SUSPEND_AT} it should be suspended there
     */
    default void breached(PluginCode code, PluginOutcome.LimitExceeded breach, int recent) {}

    /** A worker process ended and is being replaced. */
    default void workerDied(String reason) {}

    /** How many breaches within ten minutes are too many. */
    int SUSPEND_AT = 5;
}
