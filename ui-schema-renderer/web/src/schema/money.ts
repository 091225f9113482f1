import { parseDecimal } from '@/shared/lib/decimal';
import type { FieldValue } from './records';

/** A sum as people edit it; the amount is a text, because it is exact. */
export interface Money {
  amount: string;
  currency: string;
}

/** The sum in a value, which holds it as the JSON of an answer. */
export function moneyOf(value: FieldValue): Money | null {
  if (typeof value !== 'string' || value === '') {
    return null;
  }
  try {
    const { amount, currency } = JSON.parse(value) as Partial<Money>;
    return { amount: String(amount ?? ''), currency: String(currency ?? '') };
  } catch {
    return null;
  }
}

export function moneyValue(money: Money): FieldValue {
  return money.amount.trim() === '' ? null : JSON.stringify(money);
}

/** A sum as the JSON of a request, its amount digit by digit. */
export function writeMoney(value: string): string {
  const money = moneyOf(value);
  if (!money) {
    return JSON.stringify(value);
  }
  const amount = /^-?\d+(\.\d+)?$/.test(money.amount) ? money.amount : JSON.stringify(money.amount);
  return `{"amount":${amount},"currency":${JSON.stringify(money.currency)}}`;
}

const SUM = /^([A-Za-z]{3})?\s*([^A-Za-z]+?)\s*([A-Za-z]{3})?$/;

/**
 * A sum written in one line: `12.50 EUR`, `EUR 12.50`, or the amount alone where the currency goes
 * without saying. What is no sum is left to the server.
 *
 * @param otherwise the currency when none is written
 */
export function moneyOfText(text: string, otherwise: string, locale: string): FieldValue {
  const [, before, amount = text, after] = SUM.exec(text.trim()) ?? [];
  return moneyValue({
    amount: parseDecimal(amount, locale) ?? amount,
    currency: (before ?? after ?? otherwise).toUpperCase(),
  });
}
