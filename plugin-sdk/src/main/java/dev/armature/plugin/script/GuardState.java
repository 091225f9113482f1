package dev.armature.plugin.script;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.nodes.Node;
import org.jspecify.annotations.Nullable;

/** The counters of one call. Used by the call's own thread only. */
final class GuardState {

    private final TruffleContext context;
    private @Nullable ScriptCall call;
    private long statementsLeft = Long.MAX_VALUE;
    private int depth;
    private int maxDepth = Integer.MAX_VALUE;

    GuardState(TruffleContext context) {
        this.context = context;
    }

    void arm(ScriptCall armed) {
        call = armed;
        statementsLeft = armed.limits().statements();
        maxDepth = armed.limits().depth();
    }

    void statement(Node node) {
        if (--statementsLeft < 0) {
            exceeded(node, "statements", String.format("%,d", armed().limits().statements()));
        }
    }

    void enter(Node node) {
        if (++depth > maxDepth) {
            exceeded(node, "depth", String.format("%,d", maxDepth));
        }
    }

    void resume() {
        depth++;
    }

    void leave() {
        depth--;
    }

    private void exceeded(Node node, String limit, String value) {
        armed().recordBreach(limit, value);
        end(node);
    }

    /** Ends the script here and now, past any catch or finally block. */
    void end(@Nullable Node node) {
        context.closeResourceExhausted(node, "limit");
    }

    private ScriptCall armed() {
        if (call == null) {
            throw new IllegalStateException("the guard is not armed");
        }
        return call;
    }
}
