package dev.armature.engine.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.ObjectModel;

/**
 * Filters and paths of one object that were checked lately: screens ask with the same few again and
 * again. They belong to the object as it is now and are gone with it. Thread-safe.
 */
final class CheckedTexts {

    /** The length of all texts together that are kept of an object. */
    private static final long MAX_LENGTH = 50_000;

    private static final int ENTRY_LENGTH = 500;

    private final ObjectModel object;
    private final Cache<Key, Expression> checked =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_LENGTH)
                    .weigher((Key key, Expression made) -> ENTRY_LENGTH + key.text.length())
                    .build();

    private record Key(boolean filter, String text) {}

    private CheckedTexts(ObjectModel object) {
        this.object = object;
    }

    static CheckedTexts of(ObjectModel object) {
        return object.compiled(CheckedTexts.class, CheckedTexts::new);
    }

    /**
     * The condition that a text is.
     *
     * @throws dev.armature.metadata.expression.ExpressionException if it is none
     */
    Expression filter(String text) {
        return checked.get(
                new Key(true, text),
                key ->
                        Expressions.check(text, object.scope(false), ValueType.Scalar.BOOLEAN)
                                .root());
    }

    /**
     * What a text reads, of whatever type.
     *
     * @throws dev.armature.metadata.expression.ExpressionException if it is no expression
     */
    Expression value(String text) {
        return checked.get(
                new Key(false, text), key -> Expressions.check(text, object.scope(false)).root());
    }
}
