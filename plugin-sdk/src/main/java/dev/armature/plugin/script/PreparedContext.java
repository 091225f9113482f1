package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.script.Surroundings.HostReply;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * A context in which no plugin's code has run yet and the prelude has. It serves one call and is
 * then closed. Used by one thread after another.
 */
final class PreparedContext {

    private final Context context;
    private final GuardState guard;
    private final Value api;
    private @Nullable ScriptCall call;

    /** Prepares a context on a thread of the engine's. */
    PreparedContext(ScriptEngine engine) {
        GuestThread thread = GuestThread.current();
        context = engine.newContext();
        guard = engine.guard().state(context);
        thread.guarded = guard;
        try {
            api = context.eval(engine.preludeSource()).execute(hostFunction(), logFunction());
        } finally {
            thread.guarded = null;
        }
    }

    /** Gives the context to a call, which runs on the current thread. */
    void begin(ScriptCall beginning) {
        call = beginning;
        guard.arm(beginning);
        GuestThread.current().guarded = guard;
    }

    Context context() {
        return context;
    }

    /** One of the functions that the prelude exports. */
    Value function(String name) {
        return api.getMember(name);
    }

    private ProxyExecutable hostFunction() {
        return arguments -> {
            HostReply reply = served().callHost(text(arguments[0]), text(arguments[1]));
            return switch (reply) {
                case HostReply.Answer answer -> "=" + answer.json();
                case HostReply.Refusal refusal ->
                        "!" + refusal.code() + "\n" + refusal.field() + "\n" + refusal.message();
                case HostReply.Abandoned _ -> {
                    guard.end(null);
                    throw new IllegalStateException("an ended script went on");
                }
            };
        };
    }

    private ProxyExecutable logFunction() {
        return arguments -> {
            served().writeLog(LogLine.Level.valueOf(text(arguments[0])), text(arguments[1]));
            return null;
        };
    }

    private ScriptCall served() {
        if (call == null) {
            throw new IllegalStateException("the prelude does not call out");
        }
        return call;
    }

    /** Scripts can change the built-in functions that the prelude uses, so texts may be none. */
    private static String text(Value value) {
        return value.isString() ? value.asString() : "";
    }
}
