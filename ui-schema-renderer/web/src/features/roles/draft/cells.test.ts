import { describe, expect, it } from 'vitest';
import { COLUMNS, nextCell } from './cells';

const key = (name: string, more: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('the keyboard in the matrix of rights', () => {
  it('goes from cell to cell and stays within', () => {
    expect(nextCell({ row: 2, column: 3 }, key('ArrowDown'), 9)).toEqual({ row: 3, column: 3 });
    expect(nextCell({ row: 8, column: 3 }, key('ArrowDown'), 9)).toEqual({ row: 8, column: 3 });
    expect(nextCell({ row: 2, column: 3 }, key('ArrowLeft'), 9)).toEqual({ row: 2, column: 2 });
    expect(nextCell({ row: 2, column: 0 }, key('ArrowLeft'), 9)).toEqual({ row: 2, column: 0 });
  });

  it('has nothing to open in the row for all other objects', () => {
    expect(nextCell({ row: 1, column: 0 }, key('ArrowUp'), 9)).toEqual({ row: 0, column: 1 });
    expect(nextCell({ row: 0, column: 4 }, key('Home'), 9)).toEqual({ row: 0, column: 1 });
  });

  it('goes far with Control', () => {
    const end = { row: 999, column: COLUMNS - 2 };
    expect(nextCell({ row: 2, column: 3 }, key('End', { ctrlKey: true }), 1000)).toEqual(end);
    expect(nextCell(end, key('Home', { metaKey: true }), 1000)).toEqual({ row: 0, column: 1 });
  });

  it('leaves all other keys to what is in the cell', () => {
    expect(nextCell({ row: 2, column: 3 }, key(' '), 9)).toBeNull();
    expect(nextCell({ row: 2, column: 3 }, key('ArrowDown', { altKey: true }), 9)).toBeNull();
  });
});
