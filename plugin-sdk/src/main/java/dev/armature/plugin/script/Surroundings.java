package dev.armature.plugin.script;

/** What a running script needs from outside. Called on the script's own thread. */
public interface Surroundings {

    /** The module is parsed, and from now on the call itself is measured. */
    void loaded();

    /** Calls a function of the platform and waits for its answer. */
    HostReply callHost(String function, String argumentsJson);

    /** What became of a call of a host function. */
    sealed interface HostReply {

        /** It succeeded. */
        record Answer(String json) implements HostReply {}

        /**
         * It was refused.
         *
         * @param field the field it is about, or empty
         */
        record Refusal(String code, String message, String field) implements HostReply {}

        /** Nothing will come, because the call is being ended. */
        record Abandoned() implements HostReply {}
    }
}
