package dev.armature.metadata.expression;

import java.math.BigDecimal;

/**
 * An exact sum in a currency.
 *
 * @param amount without trailing zeros
 * @param currency its code by ISO 4217
 */
public record Money(BigDecimal amount, String currency) {

    public Money {
        amount = Numbers.canonical(amount);
    }
}
