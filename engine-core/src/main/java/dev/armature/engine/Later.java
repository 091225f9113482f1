package dev.armature.engine;

import io.micronaut.context.BeanProvider;
import org.jspecify.annotations.Nullable;

/**
 * A part that is looked for when it is first used, since it needs the one that uses it. It is
 * looked for once: the context takes microseconds each time. Thread-safe.
 */
final class Later<T> {

    private final BeanProvider<T> provider;
    private volatile @Nullable T part;

    Later(BeanProvider<T> provider) {
        this.provider = provider;
    }

    T get() {
        T known = part;
        if (known == null) {
            known = provider.get();
            part = known;
        }
        return known;
    }
}
