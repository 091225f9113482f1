import { Calendar } from 'lucide-react';
import { formatDay, parseDay } from '@/shared/lib/dates';
import { useLocale } from '@/shared/i18n';
import { DateInput } from '@/shared/ui/DateInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

export function DateCell({ value }: CellProps) {
  const locale = useLocale();
  return <span className={styles.number}>{formatDay(plain(value), locale)}</span>;
}

function Input({ field, value, onChange, disabled = false, cell }: InputProps) {
  return (
    <DateInput
      value={value === null ? null : plain(value)}
      onChange={onChange}
      disabled={disabled}
      {...(cell && {
        bare: true,
        autoFocus: true,
        typed: cell.typed,
        label: field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const dateField: FieldKind = {
  rank: 1,
  applies: isControl('date'),
  icon: Calendar,
  width: 140,
  edit: 'inline',
  Cell: DateCell,
  Input,
  toText: plain,
  fromText: (text, _, locale) =>
    text.trim() === '' ? null : (parseDay(text, locale) ?? undefined),
};
