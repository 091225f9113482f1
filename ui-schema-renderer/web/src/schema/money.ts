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
