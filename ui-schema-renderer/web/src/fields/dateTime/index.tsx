import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { cx } from '@/shared/lib/classNames';
import { formatMoment, fromLocalParts, localParts } from '@/shared/lib/dates';
import { useLocale, useText } from '@/shared/i18n';
import { DateInput } from '@/shared/ui/DateInput';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

export function DateTimeCell({ value }: CellProps) {
  const locale = useLocale();
  return <span className={styles.number}>{formatMoment(plain(value), locale)}</span>;
}

function Input({ field, value, onChange, disabled = false, cell }: InputProps) {
  const t = useText();
  const parts = value === null ? null : localParts(plain(value));
  const [day, setDay] = useState(parts?.day ?? null);
  const [time, setTime] = useState(parts?.time ?? '');

  const change = (nextDay: string | null, nextTime: string) => {
    setDay(nextDay);
    setTime(nextTime);
    if (nextDay === null) {
      onChange(null);
    } else {
      onChange(fromLocalParts(nextDay, nextTime || '00:00') ?? `${nextDay} ${nextTime}`);
    }
  };

  return (
    <div className={cx(styles.pair, cell && styles.barePair)}>
      <DateInput
        value={day}
        onChange={(next) => change(next, time)}
        disabled={disabled}
        {...(cell && {
          bare: true,
          autoFocus: true,
          typed: cell.typed,
          label: field.label,
          onKeyDown: cell.onKeyDown,
        })}
      />
      <TextInput
        id={undefined}
        inputMode="numeric"
        placeholder="00:00"
        aria-label={t('calendar.time', { field: field.label })}
        value={time}
        onChange={(next) => change(day, next)}
        disabled={disabled || day === null}
        bare={cell !== undefined}
        onKeyDown={cell?.onKeyDown}
      />
    </div>
  );
}

export const dateTimeField: FieldKind = {
  rank: 1,
  applies: isControl('dateTime'),
  icon: CalendarClock,
  width: 180,
  edit: 'inline',
  Cell: DateTimeCell,
  Input,
  toText: plain,
  fromText: (text) => {
    const date = new Date(text.trim());
    return text.trim() === ''
      ? null
      : Number.isNaN(date.getTime())
        ? undefined
        : date.toISOString();
  },
};
