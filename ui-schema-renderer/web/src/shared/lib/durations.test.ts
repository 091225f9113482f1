import { describe, expect, it } from 'vitest';
import { clockOf, durationOf } from './durations';

describe('durations', () => {
  it.each([
    ['PT1H30M', '1:30'],
    ['PT26H', '26:00'],
    ['P1DT2H', '26:00'],
    ['PT5.5S', '0:00:05.5'],
    ['PT-1H-30M', '-1:30'],
    ['-PT1H30M', '-1:30'],
    ['PT-0.5S', '-0:00:00.5'],
    ['PT0S', '0:00'],
    ['soon', 'soon'],
  ])('shows %s as %s', (written, shown) => expect(clockOf(written)).toBe(shown));

  it.each([
    ['1:30', 'PT1H30M'],
    ['-1:05:09', '-PT1H05M09S'],
    ['1.5', 'PT1H30M'],
    ['2', 'PT2H0M'],
    ['0,25', 'PT0H15M'],
    ['pt90m', 'PT90M'],
    ['soon', 'SOON'],
  ])('reads %s as %s', (typed, written) => expect(durationOf(typed)).toBe(written));
});
