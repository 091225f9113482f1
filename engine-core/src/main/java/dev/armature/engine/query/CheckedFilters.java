package dev.armature.engine.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.ObjectModel;
import java.time.Duration;

/**
 * Filters that were checked lately: screens ask with the same few again and again. A filter belongs
 * to one version of its object; those of older ones are forgotten as they are not asked for.
 */
final class CheckedFilters {

    /** The length of all texts together that are kept. */
    private static final long MAX_LENGTH = 4_000_000;

    private static final int ENTRY_LENGTH = 500;

    private static final Cache<Key, Expression> CHECKED =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_LENGTH)
                    .weigher((Key key, Expression filter) -> ENTRY_LENGTH + key.text.length())
                    .expireAfterAccess(Duration.ofMinutes(5))
                    .build();

    private record Key(ObjectModel object, String text) {}

    private CheckedFilters() {}

    /**
     * The condition that a text is.
     *
     * @throws dev.armature.metadata.expression.ExpressionException if it is none
     */
    static Expression check(ObjectModel object, String text) {
        return CHECKED.get(
                new Key(object, text),
                key ->
                        Expressions.check(text, object.scope(false), ValueType.Scalar.BOOLEAN)
                                .root());
    }
}
