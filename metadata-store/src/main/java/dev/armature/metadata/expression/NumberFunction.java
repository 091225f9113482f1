package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.NUMBER;
import static dev.armature.metadata.expression.Signature.takes;

import dev.armature.metadata.expression.ValueType.Scalar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Functions of numbers. */
public enum NumberFunction implements Function {
    ABS(
            "abs",
            takes(NUMBER).gives(Scalar.NUMBER),
            a -> a.number(0).abs(),
            "Without its sign",
            "abs(-1.5)",
            "1.5"),
    SIGN(
            "sign",
            takes(NUMBER).gives(Scalar.NUMBER),
            a -> Numbers.of(a.number(0).signum()),
            "-1, 0 or 1",
            "sign(-1.5)",
            "-1"),
    FLOOR(
            "floor",
            takes(NUMBER).gives(Scalar.NUMBER),
            a -> Numbers.canonical(a.number(0).setScale(0, RoundingMode.FLOOR)),
            "The next whole number below, or itself",
            "floor(-1.5)",
            "-2"),
    CEIL(
            "ceil",
            takes(NUMBER).gives(Scalar.NUMBER),
            a -> Numbers.canonical(a.number(0).setScale(0, RoundingMode.CEILING)),
            "The next whole number above, or itself",
            "ceil(-1.5)",
            "-1"),
    ROUND(
            "round",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> rounded(a, RoundingMode.HALF_UP),
            "Rounded half away from zero to so many decimal places; the places are held within 0 and 20",
            "round(2.445, 2)",
            "2.45"),
    ROUND_HALF_EVEN(
            "roundHalfEven",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> rounded(a, RoundingMode.HALF_EVEN),
            "The same, half to the even neighbour",
            "roundHalfEven(2.445, 2)",
            "2.44"),
    ROUND_UP(
            "roundUp",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> rounded(a, RoundingMode.UP),
            "The same, always away from zero",
            "roundUp(-2.441, 2)",
            "-2.45"),
    ROUND_DOWN(
            "roundDown",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> rounded(a, RoundingMode.DOWN),
            "The same, always towards zero",
            "roundDown(-2.449, 2)",
            "-2.44"),
    MOD(
            "mod",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> mod(a.number(0), a.number(1)),
            "The remainder with the sign of the second (`%` has that of the first); null when that is 0",
            "mod(-7, 3)",
            "2"),
    POWER(
            "power",
            takes(NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> power(a.number(0), a.number(1)),
            "The first, taken to 20 decimal places, multiplied with itself so many times and rounded to 20 places; null unless that is a whole number from 0 to 100, or when there were more than 38 digits before the point",
            "power(1.5, 3)",
            "3.375");

    static final int MAX_EXPONENT = 100;

    private static final BigDecimal TOO_LARGE = BigDecimal.TEN.pow(Numbers.MAX_INTEGER_DIGITS);

    private final Description description;

    NumberFunction(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {
        this.description = new Description(spelling, signature, body, meaning, example, is);
    }

    @Override
    public Description description() {
        return description;
    }

    private static BigDecimal rounded(Arguments arguments, RoundingMode mode) {
        int places = arguments.whole(1, 0, Numbers.MAX_SCALE);
        return Numbers.canonical(arguments.number(0).setScale(places, mode));
    }

    private static @Nullable BigDecimal mod(BigDecimal dividend, BigDecimal divisor) {
        BigDecimal remainder = Numbers.remainder(dividend, divisor);
        return remainder == null || remainder.signum() * divisor.signum() >= 0
                ? remainder
                : Numbers.canonical(remainder.add(divisor));
    }

    private static @Nullable BigDecimal power(BigDecimal base, BigDecimal exponent) {
        boolean counts =
                exponent.signum() >= 0
                        && exponent.compareTo(BigDecimal.valueOf(MAX_EXPONENT)) <= 0
                        && exponent.stripTrailingZeros().scale() <= 0;
        BigDecimal factor = base.setScale(Numbers.MAX_SCALE, RoundingMode.HALF_UP);
        if (!counts || factor.abs().compareTo(TOO_LARGE) >= 0) {
            return null;
        }
        BigDecimal power =
                factor.pow(exponent.intValueExact())
                        .setScale(Numbers.MAX_SCALE, RoundingMode.HALF_UP);
        return power.abs().compareTo(TOO_LARGE) >= 0 ? null : Numbers.canonical(power);
    }
}
