import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  editableDay,
  firstWeekday,
  formatAgo,
  formatDay,
  fromLocalParts,
  localParts,
  parseDay,
  weekday,
} from './dates';

describe('days', () => {
  it('are shown by locale and never shift with the time zone', () => {
    expect(formatDay('2026-01-31', 'en')).toBe('Jan 31, 2026');
    expect(formatDay('2026-01-31', 'ru')).toBe('31 янв. 2026 г.');
    expect(formatDay('not a day', 'en')).toBe('not a day');
  });

  it.each([
    ['2026-01-31', 'en', '2026-01-31'],
    ['1/31/2026', 'en', '2026-01-31'],
    ['31.01.2026', 'ru', '2026-01-31'],
    ['31.1.26', 'ru', '2026-01-31'],
  ])('reads %s (%s)', (written, locale, expected) => {
    expect(parseDay(written, locale)).toBe(expected);
  });

  it.each([
    ['31/1/2026', 'en'],
    ['2026-02-30', 'en'],
    ['soon', 'en'],
    ['', 'en'],
  ])('refuses %s (%s)', (written, locale) => {
    expect(parseDay(written, locale)).toBeNull();
  });

  it('are written in the locale’s order', () => {
    expect(editableDay('2026-01-31', 'en')).toBe('01/31/2026');
    expect(editableDay('2026-01-31', 'ru')).toBe('31.01.2026');
  });

  it('can be counted on', () => {
    expect(addDays({ year: 2024, month: 2, day: 28 }, 2)).toEqual({ year: 2024, month: 3, day: 1 });
    expect(addMonths({ year: 2026, month: 1, day: 31 }, 1)).toEqual({
      year: 2026,
      month: 2,
      day: 28,
    });
    expect(addMonths({ year: 2026, month: 1, day: 15 }, -1)).toEqual({
      year: 2025,
      month: 12,
      day: 15,
    });
    expect(weekday({ year: 2026, month: 11, day: 21 })).toBe(6);
    expect(firstWeekday('ru')).toBe(1);
  });
});

describe('moments', () => {
  it('go to a local clock and back', () => {
    const parts = localParts('2026-06-01T12:30:00Z');
    expect(parts && fromLocalParts(parts.day, parts.time)).toBe('2026-06-01T12:30:00.000Z');
    expect(fromLocalParts('2026-06-01', '24:00')).toBeNull();
  });

  it('are told as time that went by', () => {
    const now = new Date('2026-06-01T12:00:00Z').getTime();
    expect(formatAgo('2026-06-01T11:55:00Z', 'en', now)).toBe('5 minutes ago');
    expect(formatAgo('2026-05-31T11:55:00Z', 'en', now)).toBe('yesterday');
    expect(formatAgo('2026-06-01T12:00:00Z', 'ru', now)).toBe('в эту минуту');
  });
});
