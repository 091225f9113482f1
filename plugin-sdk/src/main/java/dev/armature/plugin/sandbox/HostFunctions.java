package dev.armature.plugin.sandbox;

/** What a plugin's code can ask of the platform during one call. */
@FunctionalInterface
public interface HostFunctions {

    /** No host function at all. */
    HostFunctions NONE =
            (function, arguments) -> {
                throw new HostCallException(
                        "unknown_host_function",
                        "There is no host function " + function + " here",
                        null);
            };

    /**
     * Executes one host function on the thread that made the call.
     *
     * @param function its name, such as {@code records.get}; from the script, so not to be trusted
     * @param argumentsJson an object
     * @return the answer as JSON
     * @throws HostCallException to make the script's call throw an error with this code
     */
    String call(String function, String argumentsJson) throws HostCallException;
}
