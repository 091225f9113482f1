package dev.armature.rules.drools;

import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what is read. */
record CountingBindings(Bindings bindings, AtomicInteger reads) implements Bindings {

    @Override
    public @Nullable Object read(Expression.Read read) {
        reads.incrementAndGet();
        return bindings.read(read);
    }

    @Override
    public Environment environment() {
        return bindings.environment();
    }
}
