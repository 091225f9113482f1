package dev.armature.metadata.field;

import dev.armature.metadata.expression.Numbers;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that whole and decimal numbers share. */
final class NumberRange {

    private static final Pattern WRITTEN =
            Pattern.compile("[+-]?\\d{1,100}(\\.\\d{1,100})?([eE][+-]?\\d{1,3})?");

    private NumberRange() {}

    /** A number as it stands in a CSV cell: digits with a point, no grouping. */
    static @Nullable BigDecimal parse(String cell, FieldType.Refusal refusal) {
        String trimmed = cell.strip();
        if (!WRITTEN.matcher(trimmed).matches()) {
            refusal.refuse("wrong_type", "A number such as 1234.5 is expected");
            return null;
        }
        return new BigDecimal(trimmed);
    }

    static @Nullable BigDecimal check(
            BigDecimal number,
            int scale,
            @Nullable BigDecimal minimum,
            @Nullable BigDecimal maximum,
            FieldType.Refusal refusal) {
        // Before anything else is done with it: 1e999999999 costs nothing to hold and much to
        // expand.
        if ((long) number.precision() - number.scale() > Numbers.MAX_INTEGER_DIGITS) {
            refusal.refuse(
                    "out_of_range",
                    "At most "
                            + Numbers.MAX_INTEGER_DIGITS
                            + " digits before the point are allowed");
            return null;
        }
        if (number.scale() > 10_000) {
            refusal.refuse("scale_exceeded", tooFine(scale));
            return null;
        }
        BigDecimal canonical = Numbers.canonical(number);
        if (canonical.scale() > scale) {
            refusal.refuse("scale_exceeded", tooFine(scale));
        } else if (minimum != null && canonical.compareTo(minimum) < 0) {
            refusal.refuse("out_of_range", "At least " + Numbers.text(minimum) + " is expected");
        } else if (maximum != null && canonical.compareTo(maximum) > 0) {
            refusal.refuse("out_of_range", "At most " + Numbers.text(maximum) + " is expected");
        } else {
            return canonical;
        }
        return null;
    }

    private static String tooFine(int scale) {
        return scale == 0
                ? "A whole number is expected"
                : "At most " + scale + " decimal places are allowed";
    }
}
