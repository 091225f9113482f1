import { Timer } from 'lucide-react';
import { useState } from 'react';
import { clockOf, durationOf } from '@/shared/lib/durations';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

function Cell({ value }: CellProps) {
  return <span className={styles.number}>{clockOf(plain(value))}</span>;
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  const [typed, setTyped] = useState<string | null>(cell?.typed ?? null);
  return (
    <TextInput
      placeholder={cell ? undefined : '1:30'}
      value={typed ?? clockOf(plain(value))}
      onChange={(text) => {
        setTyped(text);
        onChange(text.trim() === '' ? null : durationOf(text));
      }}
      onBlur={() => setTyped(null)}
      disabled={disabled}
      className={cell ? styles.right : undefined}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const durationField: FieldKind = {
  rank: 1,
  applies: isControl('duration'),
  icon: Timer,
  width: 110,
  align: 'end',
  edit: 'inline',
  Cell,
  Input,
  toText: (value) => clockOf(plain(value)),
  fromText: (text) => (text.trim() === '' ? null : durationOf(text)),
};
