import { describe, expect, it } from 'vitest';
import { moneyOf, moneyOfText, moneyValue, writeMoney } from './money';

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

  it('is read from one line', () => {
    const read = (text: string, locale = 'en') => moneyOf(moneyOfText(text, 'EUR', locale));
    expect(read('12.50 usd')).toEqual({ amount: '12.5', currency: 'USD' });
    expect(read('CHF 1,234')).toEqual({ amount: '1234', currency: 'CHF' });
    expect(read('7')).toEqual({ amount: '7', currency: 'EUR' });
    expect(read('1 234,5 rub', 'ru')).toEqual({ amount: '1234.5', currency: 'RUB' });
    expect(read('a lot')).toEqual({ amount: 'a lot', currency: 'EUR' });
    expect(moneyOfText(' ', 'EUR', 'en')).toBeNull();
  });
});
