import { describe, expect, it } from 'vitest';
import { canChangeTogether, changeOf, filterOf, MAX_NAMED, sizeOf } from './massChange';

describe('the filter of a mass change', () => {
  it('is the one of the list when everything is meant', () => {
    expect(filterOf({ filter: 'amount > 5', total: 7 })).toBe('amount > 5');
    expect(sizeOf({ filter: 'amount > 5', total: 7 })).toBe(7);
  });

  it('picks all records, and says so, where the list has none', () => {
    expect(filterOf({ filter: '', total: 7 })).toBe('true');
  });

  it('names records that were picked one by one', () => {
    expect(filterOf({ ids: new Set(['a', 'b']) })).toBe('id in ["a", "b"]');
    expect(sizeOf({ ids: new Set(['a', 'b']) })).toBe(2);
  });

  it('does not grow without bounds', () => {
    const ids = (count: number) => new Set(Array.from({ length: count }, (_, i) => String(i)));
    expect(canChangeTogether({ ids: ids(MAX_NAMED) })).toBe(true);
    expect(canChangeTogether({ ids: ids(MAX_NAMED + 1) })).toBe(false);
    expect(canChangeTogether({ filter: '', total: 1_000_000 })).toBe(true);
  });
});

describe('the change', () => {
  it('takes the value away where the field is empty, also after something was typed', () => {
    expect(changeOf('note', null)).toEqual({ note: null });
    expect(changeOf('note', '')).toEqual({ note: null });
    expect(changeOf('note', 'x')).toEqual({ note: 'x' });
  });
});
