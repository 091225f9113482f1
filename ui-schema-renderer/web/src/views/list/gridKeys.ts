import { hasCommand, typesCharacter } from '@/shared/lib/keyboard';

/** A cell by its row and column; row -1 is the header. */
export interface Place {
  row: number;
  column: number;
}

export interface Bounds {
  rows: number;
  columns: number;
  /** How many rows are seen at once. */
  page: number;
}

/** What a keystroke on the grid asks for. */
export type Intent =
  | { kind: 'move'; to: Place }
  | { kind: 'edit'; typed: string | undefined }
  | { kind: 'open' | 'openPage' | 'select' | 'selectAll' | 'clear' | 'undo' | 'leave' };

export interface Keystroke {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

function clamp(place: Place, bounds: Bounds): Place {
  return {
    row: Math.max(-1, Math.min(place.row, bounds.rows - 1)),
    column: Math.max(0, Math.min(place.column, bounds.columns - 1)),
  };
}

function target(key: Keystroke, at: Place, bounds: Bounds): Place | null {
  const far = hasCommand(key);
  switch (key.key) {
    case 'ArrowUp':
      return { ...at, row: far ? 0 : at.row - 1 };
    case 'ArrowDown':
      return { ...at, row: far ? bounds.rows - 1 : at.row + 1 };
    case 'ArrowLeft':
      return { ...at, column: far ? 0 : at.column - 1 };
    case 'ArrowRight':
      return { ...at, column: far ? bounds.columns - 1 : at.column + 1 };
    case 'Home':
      return far ? { row: 0, column: 0 } : { ...at, column: 0 };
    case 'End':
      return far
        ? { row: bounds.rows - 1, column: bounds.columns - 1 }
        : { ...at, column: bounds.columns - 1 };
    case 'PageUp':
      return { ...at, row: Math.max(0, at.row - bounds.page) };
    case 'PageDown':
      return { ...at, row: at.row + bounds.page };
    default:
      return null;
  }
}

/**
 * What a keystroke asks for; null when it is not for the grid. Tab walks along the row and then
 * leaves the grid, so that nobody is caught in it.
 */
export function intentOf(key: Keystroke, at: Place, bounds: Bounds): Intent | null {
  const command = hasCommand(key);
  const moved = key.altKey ? null : target(key, at, bounds);
  if (moved) {
    return { kind: 'move', to: clamp(moved, bounds) };
  }
  if (key.key === 'Tab') {
    const column = at.column + (key.shiftKey ? -1 : 1);
    return column < 0 || column >= bounds.columns ? null : { kind: 'move', to: { ...at, column } };
  }
  if (key.key === 'Enter') {
    return command ? { kind: 'openPage' } : { kind: 'edit', typed: undefined };
  }
  if (key.key === 'F2') {
    return { kind: 'edit', typed: undefined };
  }
  if (key.key === ' ') {
    return { kind: key.shiftKey ? 'select' : 'open' };
  }
  if (key.key === 'Delete' || key.key === 'Backspace') {
    return { kind: 'clear' };
  }
  if (key.key === 'Escape') {
    return { kind: 'leave' };
  }
  if (command && !key.altKey) {
    const letter = key.key.toLowerCase();
    return letter === 'a' ? { kind: 'selectAll' } : letter === 'z' ? { kind: 'undo' } : null;
  }
  return typesCharacter(key) ? { kind: 'edit', typed: key.key } : null;
}
