package dev.armature.metadata.expression;

import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Scalar;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a function takes at one place. */
enum Parameter {
    ANY("anything"),
    TEXT(Scalar.TEXT),
    NUMBER(Scalar.NUMBER),
    DATE(Scalar.DATE),
    DATE_TIME(Scalar.DATE_TIME),
    CLOCK("time, or date and time", Scalar.TIME, Scalar.DATE_TIME),
    PLAIN(
            "text, number, true/false or date",
            Scalar.TEXT,
            Scalar.NUMBER,
            Scalar.BOOLEAN,
            Scalar.DATE),
    ORDERED(
            "numbers, dates, times, moments or durations",
            Scalar.NUMBER,
            Scalar.DATE,
            Scalar.TIME,
            Scalar.DATE_TIME,
            Scalar.DURATION),
    PLACE(Scalar.GEO_POINT),
    LIST("list"),
    TEXTS("list of text"),
    TEXT_OR_LIST("text or list", Scalar.TEXT),
    PATTERN("pattern in quotes", Scalar.TEXT);

    private final String label;
    private final Set<ValueType> types;

    Parameter(Scalar type) {
        this(type.label(), type);
    }

    Parameter(String label, Scalar... types) {
        this.label = label;
        this.types = Set.of(types);
    }

    /** The word for it in messages and in the documentation. */
    String label() {
        return label;
    }

    /** The one type that it takes, as which a quoted text is read; null when it takes several. */
    @Nullable ValueType only() {
        boolean several = this == TEXT_OR_LIST || this == PATTERN;
        return several || types.size() != 1 ? null : types.iterator().next();
    }

    boolean takes(ValueType type) {
        if (type == Scalar.NULL || this == ANY) {
            return true;
        }
        if (type instanceof ListOf(ValueType element)) {
            return this == LIST
                    || this == TEXT_OR_LIST
                    || (this == TEXTS && (element == Scalar.TEXT || element == Scalar.NULL));
        }
        return types.contains(type);
    }
}
