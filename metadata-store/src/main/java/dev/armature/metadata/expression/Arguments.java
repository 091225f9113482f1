package dev.armature.metadata.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, as what the function takes them for; none of these is null. */
record Arguments(List<@Nullable Object> values, Environment environment) {

    int count() {
        return values.size();
    }

    Object value(int index) {
        Object value = values.get(index);
        if (value == null) {
            throw new IllegalStateException("null reached the body of a function");
        }
        return value;
    }

    String text(int index) {
        return (String) value(index);
    }

    BigDecimal number(int index) {
        return (BigDecimal) value(index);
    }

    LocalDate date(int index) {
        return (LocalDate) value(index);
    }

    List<?> list(int index) {
        return (List<?>) value(index);
    }

    TextPattern pattern(int index) {
        return (TextPattern) value(index);
    }

    ZoneId zone() {
        return environment.zone();
    }

    /** A number without its decimal places, held within bounds. */
    int whole(int index, int lowest, int highest) {
        return number(index)
                .setScale(0, RoundingMode.DOWN)
                .max(BigDecimal.valueOf(lowest))
                .min(BigDecimal.valueOf(highest))
                .intValue();
    }
}
