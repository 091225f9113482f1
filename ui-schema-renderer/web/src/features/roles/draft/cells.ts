import { RIGHTS } from '@/api/roles';

/** A place of the matrix: the name, the rights, and the way back to what holds for all others. */
export interface Cell {
  row: number;
  column: number;
}

export const COLUMNS = RIGHTS.length + 2;

const PAGE = 10;

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Where a key leads from a cell; null when it leads nowhere. */
export function nextCell(from: Cell, event: Key, rows: number): Cell | null {
  if (event.altKey) {
    return null;
  }
  const far = event.ctrlKey || event.metaKey;
  const at = (wanted: number, column: number): Cell => {
    const row = Math.max(0, Math.min(rows - 1, wanted));
    // The first row has nothing to open, and the last column something only in some rows.
    return { row, column: Math.max(row === 0 ? 1 : 0, Math.min(COLUMNS - 2, column)) };
  };
  switch (event.key) {
    case 'ArrowDown':
      return at(far ? rows : from.row + 1, from.column);
    case 'ArrowUp':
      return at(far ? 0 : from.row - 1, from.column);
    case 'ArrowRight':
      return at(from.row, from.column + 1);
    case 'ArrowLeft':
      return at(from.row, from.column - 1);
    case 'PageDown':
      return at(from.row + PAGE, from.column);
    case 'PageUp':
      return at(from.row - PAGE, from.column);
    case 'Home':
      return at(far ? 0 : from.row, 0);
    case 'End':
      return at(far ? rows : from.row, COLUMNS);
    default:
      return null;
  }
}
