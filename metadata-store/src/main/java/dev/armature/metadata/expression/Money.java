package dev.armature.metadata.expression;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An exact sum in a currency.
 *
 * @param amount without trailing zeros
 * @param currency its code by ISO 4217
 */
public record Money(BigDecimal amount, String currency) implements Composite {

    public Money {
        amount = Numbers.canonical(amount);
    }

    @Override
    public ValueType type() {
        return ValueType.Scalar.MONEY;
    }

    @Override
    public @Nullable Object part(Member member) {
        return switch (member) {
            case AMOUNT -> amount;
            case CURRENCY -> currency;
            default -> null;
        };
    }
}
