import { Clock } from 'lucide-react';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

/** Without the seconds, where there are none. */
export function shortTime(written: string): string {
  return written.replace(/^(\d{2}:\d{2}):00$/, '$1');
}

/** A time as people type it: `9:30`, `9.30`, `0930`; what is none is kept for the server. */
export function readTime(typed: string): string {
  const found = /^\s*(\d{1,2})[:.]?(\d{2})(:\d{2}(?:\.\d+)?)?\s*$/.exec(typed);
  return found ? `${found[1]?.padStart(2, '0')}:${found[2]}${found[3] ?? ''}` : typed.trim();
}

function Cell({ value }: CellProps) {
  return <span className={styles.number}>{shortTime(plain(value))}</span>;
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  const written = plain(value);
  return (
    <TextInput
      inputMode="numeric"
      placeholder={cell ? undefined : '09:30'}
      value={shortTime(written)}
      onChange={(text) => onChange(text)}
      onBlur={() => written !== '' && onChange(readTime(written))}
      disabled={disabled}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const timeField: FieldKind = {
  rank: 1,
  applies: isControl('time'),
  icon: Clock,
  width: 100,
  edit: 'inline',
  Cell,
  Input,
  toText: (value) => shortTime(plain(value)),
  fromText: (text) => (text.trim() === '' ? null : readTime(text)),
};
