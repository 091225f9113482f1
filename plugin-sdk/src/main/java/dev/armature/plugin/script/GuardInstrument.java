package dev.armature.plugin.script;

import com.oracle.truffle.api.ContextLocal;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.ExecutionEventNode;
import com.oracle.truffle.api.instrumentation.SourceSectionFilter;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/**
 * Counts statements and the depth of calls inside scripts, and asks at the entry of each function
 * whether the call was cancelled. Without the latter, nothing ends {@code function f() { try { f()
 * } catch (e) { f() } }}: the engine's own question comes where the stack is already used up, and
 * is lost. Made by the script engine; of use to nobody else.
 */
public final class GuardInstrument extends TruffleInstrument {

    static final String ID = "armature-guard";

    private final ContextLocal<GuardState> states = locals.createContextLocal(GuardState::new);

    @Override
    protected void onCreate(Env env) {
        on(env, StandardTags.RootTag.class, FunctionGuard::new);
        on(env, StandardTags.StatementTag.class, StatementGuard::new);
        env.registerService(this);
    }

    private static void on(Env env, Class<? extends Tag> tag, Supplier<ExecutionEventNode> guard) {
        SourceSectionFilter where =
                SourceSectionFilter.newBuilder().tagIs(tag).includeInternal(false).build();
        env.getInstrumenter().attachExecutionEventFactory(where, context -> guard.get());
    }

    /** The counters of a context. */
    GuardState state(Context context) {
        context.enter();
        try {
            return states.get();
        } finally {
            context.leave();
        }
    }

    private static GuardState current() {
        GuardState state = GuestThread.current().guarded;
        if (state == null) {
            throw new IllegalStateException("a script runs without a guard");
        }
        return state;
    }

    private static final class FunctionGuard extends ExecutionEventNode {

        @Override
        protected void onEnter(VirtualFrame frame) {
            TruffleSafepoint.poll(this);
            current().enter(this);
        }

        @Override
        protected void onReturnValue(VirtualFrame frame, @Nullable Object result) {
            current().leave();
        }

        @Override
        protected void onReturnExceptional(VirtualFrame frame, Throwable exception) {
            current().leave();
        }

        @Override
        protected void onYield(VirtualFrame frame, @Nullable Object value) {
            current().leave();
        }

        @Override
        protected void onResume(VirtualFrame frame) {
            current().resume();
        }
    }

    private static final class StatementGuard extends ExecutionEventNode {

        @Override
        protected void onEnter(VirtualFrame frame) {
            current().statement(this);
        }
    }
}
