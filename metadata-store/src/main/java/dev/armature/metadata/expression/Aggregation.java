package dev.armature.metadata.expression;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is made of the values of several records. */
public enum Aggregation {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX;

    /** Its name in metadata, expressions and queries. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name, or null. */
    static @Nullable Aggregation named(String spelling) {
        for (Aggregation aggregation : values()) {
            if (aggregation.spelling().equals(spelling)) {
                return aggregation;
            }
        }
        return null;
    }

    /** Whether what it gives is of the type of the values, whichever that is. */
    public boolean keepsType() {
        return this == MIN || this == MAX;
    }

    /** Whether it takes values of a type. */
    public boolean takes(ValueType type) {
        return switch (this) {
            case COUNT -> true;
            case SUM, AVG -> type == ValueType.Scalar.NUMBER;
            case MIN, MAX ->
                    type instanceof ValueType.Scalar
                            && type != ValueType.Scalar.BOOLEAN
                            && type.isSortable();
        };
    }
}
