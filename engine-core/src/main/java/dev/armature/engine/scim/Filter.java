package dev.armature.engine.scim;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is asked of resources, or of the values of an attribute (RFC 7644, 3.4.2.2). */
sealed interface Filter {

    /** All of them hold. */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** One of them holds. */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** It does not hold. */
    record Not(Filter part) implements Filter {}

    /** There is a value. */
    record Present(AttributePath path) implements Filter {}

    /**
     * A value compares so.
     *
     * @param value a {@link String}, {@link Boolean}, {@link java.math.BigDecimal} or null
     */
    record Compare(AttributePath path, Operator operator, @Nullable Object value)
            implements Filter {}

    /** It holds of one of the values of an attribute. */
    record OfValue(AttributePath path, Filter part) implements Filter {}

    /** How values compare. */
    enum Operator {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE;

        static @Nullable Operator of(String word) {
            String upper = word.toUpperCase(Locale.ROOT);
            for (Operator operator : values()) {
                if (operator.name().equals(upper)) {
                    return operator;
                }
            }
            return null;
        }

        boolean isOfEquality() {
            return this == EQ || this == NE;
        }

        boolean isOfTexts() {
            return this == CO || this == SW || this == EW;
        }
    }
}
