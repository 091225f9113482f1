package dev.armature.metadata.expression;

import org.jspecify.annotations.Nullable;

/** A value made of named parts, which expressions read one by one. */
public sealed interface Composite permits Address, GeoPoint, Money, StoredFile {

    /** Its type, which says what parts there are. */
    ValueType type();

    /** A part of it; null where it has none. */
    @Nullable Object part(Member member);
}
