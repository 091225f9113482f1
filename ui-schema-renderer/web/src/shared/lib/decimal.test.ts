import { describe, expect, it } from 'vitest';
import {
  canonical,
  compareDecimals,
  editableDecimal,
  formatDecimal,
  parseDecimal,
} from './decimal';

describe('decimals', () => {
  it('keep digits that a float would lose', () => {
    expect(formatDecimal('12345678901234567890.123456789', 'en')).toBe(
      '12,345,678,901,234,567,890.123456789',
    );
    expect(parseDecimal('12,345,678,901,234,567,890.10', 'en')).toBe('12345678901234567890.1');
  });

  it('are shown with the separators of the locale', () => {
    expect(formatDecimal('-1234567.5', 'en', 2)).toBe('-1,234,567.50');
    expect(formatDecimal('-1234567.5', 'ru', 2)).toBe('-1\u00a0234\u00a0567,50');
    expect(formatDecimal('999', 'en')).toBe('999');
  });

  it('never lose digits to a scale', () => {
    expect(formatDecimal('1.005', 'en', 2)).toBe('1.005');
  });

  it.each([
    ['1,234.50', 'en', '1234.5'],
    ['1 234,50', 'ru', '1234.5'],
    ['1234.5', 'ru', '1234.5'],
    ['1\u202f234,5', 'ru', '1234.5'],
    ['−5', 'en', '-5'],
    ['.5', 'en', '0.5'],
    ['007', 'en', '7'],
    ['-0', 'en', '0'],
    ['5.', 'en', '5'],
  ])('reads %s (%s) as %s', (written, locale, expected) => {
    expect(parseDecimal(written, locale)).toBe(expected);
  });

  it.each([
    ['1,5', 'en'],
    ['1,23,4', 'en'],
    ['abc', 'en'],
    ['', 'en'],
    ['-', 'en'],
    ['1.2.3', 'ru'],
    ['1e5', 'en'],
  ])('refuses %s (%s)', (written, locale) => {
    expect(parseDecimal(written, locale)).toBeNull();
  });

  it('are written into a field without groups', () => {
    expect(editableDecimal('1234.5', 'ru')).toBe('1234,5');
    expect(editableDecimal('1234.5', 'en')).toBe('1234.5');
  });

  it('compare exactly', () => {
    expect(compareDecimals('10', '9')).toBeGreaterThan(0);
    expect(compareDecimals('-10', '9')).toBeLessThan(0);
    expect(compareDecimals('-10', '-9')).toBeLessThan(0);
    expect(compareDecimals('0.10', '0.1')).toBe(0);
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
  });

  it('have one canonical form', () => {
    expect(canonical('+001.500')).toBe('1.5');
    expect(canonical('x')).toBeNull();
  });
});
