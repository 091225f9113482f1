package dev.armature.metadata.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers. Every number in the platform is a {@link BigDecimal} without trailing zeros, so
 * that Java's equality is equality of numbers.
 */
public final class Numbers {

    /** Digits a stored or written number may have before the decimal point. */
    public static final int MAX_INTEGER_DIGITS = 38;

    /** Digits a stored or written number may have after the decimal point. */
    public static final int MAX_SCALE = 20;

    /** Decimal places of a quotient. */
    public static final int DIVISION_SCALE = 20;

    // The quotient is first taken to this scale and then rounded, exactly as the SQL translation
    // does.
    private static final int INNER_DIVISION_SCALE = 40;

    private static final int NANO_SCALE = 9;

    private Numbers() {}

    public static BigDecimal of(long value) {
        return BigDecimal.valueOf(value).stripTrailingZeros();
    }

    public static BigDecimal canonical(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    /** Whether the number is small and short enough to be stored. */
    public static boolean isStorable(BigDecimal value) {
        BigDecimal canonical = canonical(value);
        return canonical.scale() <= MAX_SCALE
                && (long) canonical.precision() - canonical.scale() <= MAX_INTEGER_DIGITS;
    }

    /** A duration in seconds, exactly. */
    public static BigDecimal seconds(Duration duration) {
        return canonical(
                BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), NANO_SCALE)));
    }

    /** A number of seconds as a duration, to the nanosecond. */
    public static Duration duration(BigDecimal seconds) {
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        return Duration.ofSeconds(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(NANO_SCALE).longValue());
    }

    /** Written out in digits, never with an exponent. */
    public static String text(BigDecimal value) {
        return value.toPlainString();
    }

    /** Half away from zero at {@link #DIVISION_SCALE} places; null for a division by zero. */
    static @Nullable BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        if (divisor.signum() == 0) {
            return null;
        }
        int scale = Math.max(INNER_DIVISION_SCALE, Math.max(dividend.scale(), divisor.scale()));
        return canonical(
                dividend.divide(divisor, scale, RoundingMode.HALF_UP)
                        .setScale(DIVISION_SCALE, RoundingMode.HALF_UP));
    }

    static @Nullable BigDecimal remainder(BigDecimal dividend, BigDecimal divisor) {
        return divisor.signum() == 0 ? null : canonical(dividend.remainder(divisor));
    }
}
