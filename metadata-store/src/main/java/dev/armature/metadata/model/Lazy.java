package dev.armature.metadata.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value computed when first asked for. Thread-safe; two threads may compute it both, and one
 * result is kept. A computation that throws is tried again.
 */
final class Lazy<T> implements Supplier<T> {

    private final Supplier<T> computation;
    private volatile @Nullable T value;

    Lazy(Supplier<T> computation) {
        this.computation = computation;
    }

    @Override
    public T get() {
        T known = value;
        if (known == null) {
            known = computation.get();
            value = known;
        }
        return known;
    }
}
