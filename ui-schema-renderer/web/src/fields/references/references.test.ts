import { describe, expect, it } from 'vitest';
import { movedUp, toggled } from '.';

const a = { id: 'a', title: 'A' };
const b = { id: 'b', title: 'B' };
const c = { id: 'c', title: null };

describe('a list of references', () => {
  it('takes records at its end and gives them up again', () => {
    expect(toggled(null, a)).toEqual([a]);
    expect(toggled([a], b)).toEqual([a, b]);
    expect(toggled([a, b, c], b)).toEqual([a, c]);
    expect(toggled([a], a)).toBeNull();
  });

  it('is put in another order', () => {
    expect(movedUp([a, b, c], 2)).toEqual([a, c, b]);
    expect(movedUp([a, b, c], 1)).toEqual([b, a, c]);
  });
});
