import { describe, expect, it } from 'vitest';
import { moneyOf, moneyValue, writeMoney } from './money';

describe('money', () => {
  const value = '{"amount":"12345678901234567890.12","currency":"EUR"}';

  it('keeps every digit', () => {
    expect(moneyOf(value)).toEqual({ amount: '12345678901234567890.12', currency: 'EUR' });
    expect(writeMoney(value)).toBe('{"amount":12345678901234567890.12,"currency":"EUR"}');
  });

  it('leaves what is no number to the server', () => {
    const typed = moneyValue({ amount: 'x', currency: 'EUR' });
    expect(writeMoney(String(typed))).toBe('{"amount":"x","currency":"EUR"}');
    expect(writeMoney('x')).toBe('"x"');
  });

  it('is nothing without an amount', () => {
    expect(moneyValue({ amount: ' ', currency: 'EUR' })).toBeNull();
    expect(moneyOf(null)).toBeNull();
  });
});
