import { describe, expect, it } from 'vitest';
import { intentOf, type Keystroke } from './gridKeys';

const bounds = { rows: 10, columns: 4, page: 5 };

function press(key: string, more: Partial<Keystroke> = {}, at = { row: 2, column: 1 }) {
  const plain = { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  return intentOf({ ...plain, ...more }, at, bounds);
}

const move = (row: number, column: number) => ({ kind: 'move', to: { row, column } });

describe('keys on the grid', () => {
  it('move from cell to cell, and no further than there are any', () => {
    expect(press('ArrowDown')).toEqual(move(3, 1));
    expect(press('ArrowUp', {}, { row: 0, column: 1 })).toEqual(move(-1, 1));
    expect(press('ArrowUp', {}, { row: -1, column: 1 })).toEqual(move(-1, 1));
    expect(press('ArrowRight', {}, { row: 2, column: 3 })).toEqual(move(2, 3));
    expect(press('PageDown', {}, { row: 7, column: 0 })).toEqual(move(9, 0));
    expect(press('End')).toEqual(move(2, 3));
    expect(press('End', { ctrlKey: true })).toEqual(move(9, 3));
    expect(press('Home', { ctrlKey: true })).toEqual(move(0, 0));
  });

  it('walk with Tab along the row and then leave the grid', () => {
    expect(press('Tab')).toEqual(move(2, 2));
    expect(press('Tab', { shiftKey: true })).toEqual(move(2, 0));
    expect(press('Tab', {}, { row: 2, column: 3 })).toBeNull();
    expect(press('Tab', { shiftKey: true }, { row: 2, column: 0 })).toBeNull();
  });

  it('edit, by Enter, F2 or what is typed', () => {
    expect(press('Enter')).toEqual({ kind: 'edit', typed: undefined });
    expect(press('F2')).toEqual({ kind: 'edit', typed: undefined });
    expect(press('ы')).toEqual({ kind: 'edit', typed: 'ы' });
    expect(press('Q', { shiftKey: true })).toEqual({ kind: 'edit', typed: 'Q' });
  });

  it('open, select, clear and undo', () => {
    expect(press(' ')).toEqual({ kind: 'open' });
    expect(press(' ', { shiftKey: true })).toEqual({ kind: 'select' });
    expect(press('Enter', { ctrlKey: true })).toEqual({ kind: 'openPage' });
    expect(press('Delete')).toEqual({ kind: 'clear' });
    expect(press('a', { ctrlKey: true })).toEqual({ kind: 'selectAll' });
    expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' });
    expect(press('Escape')).toEqual({ kind: 'leave' });
  });

  it('that are none of its business are left alone', () => {
    expect(press('F5')).toBeNull();
    expect(press('c', { ctrlKey: true })).toBeNull();
    expect(press('Shift', { shiftKey: true })).toBeNull();
  });
});
