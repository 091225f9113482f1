package dev.armature.plugin.protocol;

import dev.armature.plugin.sandbox.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message to a worker. {@code module} and {@code call} are numbers that the platform gives. */
public sealed interface ToWorker {

    /** Keep a module for calls to come. */
    record KeepModule(int module, String name, String source) implements ToWorker {}

    /** Forget a module; calls of it that run go on. */
    record ForgetModule(int module) implements ToWorker {}

    /** Call a handler. */
    record Invoke(long call, int module, String handler, String contextJson, Limits limits)
            implements ToWorker {}

    /** Load a module and look for its handlers. */
    record Check(long call, int module, List<String> handlers, Limits limits) implements ToWorker {
        public Check {
            handlers = List.copyOf(handlers);
        }
    }

    /** A host function's answer. */
    record HostAnswer(long call, String json) implements ToWorker {}

    /** A host function's refusal. */
    record HostRefusal(long call, String code, String message, @Nullable String field)
            implements ToWorker {}

    /** Nobody waits for the call any more. */
    record Cancel(long call) implements ToWorker {}
}
