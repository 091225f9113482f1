import { ListOrdered, Sigma } from 'lucide-react';
import type { FieldView } from '@/schema/fieldView';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { BooleanCell } from '../boolean';
import { plain, TextCell } from '../cells';
import { DateCell } from '../date';
import { DateTimeCell } from '../dateTime';
import styles from '../fields.module.css';
import { NumberCell } from '../number';

const CELLS: Record<string, (props: CellProps) => React.ReactNode> = {
  integer: NumberCell,
  decimal: NumberCell,
  boolean: BooleanCell,
  date: DateCell,
  dateTime: DateTimeCell,
};

function Cell(props: CellProps) {
  const Shown = CELLS[props.field.returns ?? ''] ?? TextCell;
  return <Shown {...props} />;
}

/** What the platform fills in itself is shown, and cannot be written. */
function ReadOnly(props: InputProps) {
  return (
    <div className={styles.readOnly}>
      {props.value === null ? <span className={styles.muted}>—</span> : <Cell {...props} />}
    </div>
  );
}

const isNumber = (field: FieldView) => ['integer', 'decimal'].includes(field.returns ?? '');

const formula = {
  icon: Sigma,
  width: 140,
  edit: 'none',
  Cell,
  Input: ReadOnly,
  toText: plain,
} as const;

export const formulaField: FieldKind = {
  ...formula,
  rank: 1,
  applies: isControl('formula'),
};

/** Formulas that give numbers stand at the right, as numbers do. */
export const numericFormulaField: FieldKind = {
  ...formula,
  rank: 2,
  applies: (field) => field.control === 'formula' && isNumber(field),
  width: 130,
  align: 'end',
};

export const autoNumberField: FieldKind = {
  ...formula,
  rank: 1,
  applies: isControl('autoNumber'),
  icon: ListOrdered,
  width: 120,
};
