import type { LucideIcon } from 'lucide-react';
import type { ComponentType, KeyboardEvent } from 'react';
import type { FieldView } from '@/schema/fieldView';
import type { FieldValue } from '@/schema/records';

export interface CellProps {
  field: FieldView;
  value: FieldValue;
}

export interface InputProps {
  field: FieldView;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  disabled?: boolean;
  /** Set where the input fills the cell of a table. */
  cell?: CellEditing | undefined;
}

/** How an input behaves that edits a cell. */
export interface CellEditing {
  /** What was typed to begin with; it takes the place of the old value. */
  typed: string | undefined;
  /** What the cell held. */
  before: FieldValue;
  /** Takes a value and ends editing, for inputs in which choosing is deciding. */
  onChoose: (value: FieldValue) => void;
  onClose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** How one kind of field is shown and edited. */
export interface FieldKind {
  /** Among the kinds that apply to a field, the one with the highest rank is taken. */
  rank: number;
  applies: (field: FieldView) => boolean;
  icon: LucideIcon;
  /** How wide its column is to begin with. */
  width: number;
  align?: 'end';
  /** How a cell is edited: in place, in a list that opens, or by turning it over. */
  edit: 'inline' | 'list' | 'toggle' | 'none';
  /** The part of its values that lists are sorted by; null where they cannot be sorted. */
  sortPart?: string | null;
  Cell: ComponentType<CellProps>;
  Input: ComponentType<InputProps>;
  /** The value as a text that can be copied elsewhere. */
  toText: (value: FieldValue, field: FieldView, locale: string) => string;
  /** A value from a text that was pasted; undefined where it cannot be one. */
  fromText?: (text: string, field: FieldView, locale: string) => FieldValue | undefined;
}

/** The kind that renders a field; the last resort is the one of rank 0, which applies to all. */
export function pick(kinds: readonly FieldKind[], field: FieldView): FieldKind {
  const found = kinds
    .filter((kind) => kind.applies(field))
    .reduce<FieldKind | null>((best, kind) => (best && best.rank >= kind.rank ? best : kind), null);
  if (!found) {
    throw new Error(`no kind of field applies to "${field.control}"`);
  }
  return found;
}

export function isControl(...names: string[]): (field: FieldView) => boolean {
  return (field) => names.includes(field.control);
}
