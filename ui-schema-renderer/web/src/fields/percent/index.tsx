import { Percent } from 'lucide-react';
import { parseDecimal } from '@/shared/lib/decimal';
import { isControl, type CellProps, type FieldKind } from '@/registry/registry';
import { plain } from '../cells';
import { NumberCell, NumberInput } from '../number';
import styles from '../fields.module.css';

function Cell(props: CellProps) {
  return props.value === null ? null : (
    <span className={styles.number}>
      <NumberCell {...props} />
      {'\u00a0%'}
    </span>
  );
}

export const percentField: FieldKind = {
  rank: 1,
  applies: isControl('percent'),
  icon: Percent,
  width: 100,
  align: 'end',
  edit: 'inline',
  Cell,
  Input: (props) => <NumberInput {...props} after="%" />,
  toText: plain,
  fromText: (text, _, locale) => {
    const number = text.replace(/%\s*$/, '').trim();
    return number === '' ? null : (parseDecimal(number, locale) ?? undefined);
  },
};
