import { CalendarDays } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { editableDay, parseDay } from '@/shared/lib/dates';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from './Button';
import { Calendar } from './Calendar';
import { Popover } from './Popover';
import { TextInput } from './TextInput';

interface DateInputProps {
  /** YYYY-MM-DD, or what was typed and is no day, or null. */
  value: string | null;
  onChange: (value: string | null) => void;
  disabled?: boolean;
  readOnly?: boolean;
  bare?: boolean;
  autoFocus?: boolean;
  /** What was typed to begin with, as in a cell. */
  typed?: string | undefined;
  label?: string | undefined;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** A day: typed in the order of the reader's locale, or picked from a calendar. */
export function DateInput({
  value,
  onChange,
  typed,
  label,
  disabled = false,
  readOnly = false,
  ...rest
}: DateInputProps) {
  const t = useText();
  const locale = useLocale();
  const [text, setText] = useState<string | null>(typed ?? null);
  const [open, setOpen] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);

  const type = (written: string) => {
    setText(written);
    onChange(written.trim() === '' ? null : (parseDay(written, locale) ?? written));
  };

  const pick = (day: string) => {
    setText(null);
    setOpen(false);
    onChange(day);
    inputRef.current?.focus();
  };

  return (
    <TextInput
      ref={inputRef}
      inputMode="numeric"
      {...rest}
      aria-label={label}
      disabled={disabled}
      readOnly={readOnly}
      placeholder={t('calendar.placeholder')}
      value={text ?? (value === null ? '' : editableDay(value, locale))}
      onChange={type}
      onBlur={() => setText(null)}
      after={
        !disabled &&
        !readOnly && (
          <Popover
            open={open}
            onOpenChange={setOpen}
            label={t('calendar.pick')}
            align="end"
            trigger={
              <IconButton label={t('calendar.pick')} size="sm" tabIndex={rest.bare ? -1 : 0}>
                <CalendarDays />
              </IconButton>
            }
          >
            <Calendar value={value} onPick={pick} />
          </Popover>
        )
      }
    />
  );
}
