import { Hash } from 'lucide-react';
import { useState } from 'react';
import { editableDecimal, formatDecimal, isDecimal, parseDecimal } from '@/shared/lib/decimal';
import { useLocale } from '@/shared/i18n';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

/** Up to this many places are padded with zeros, as sums of money are written. */
const PADDED = 4;

export function NumberCell({ field, value }: CellProps) {
  const locale = useLocale();
  const scale = field.scale !== undefined && field.scale <= PADDED ? field.scale : 0;
  return <span className={styles.number}>{formatDecimal(plain(value), locale, scale)}</span>;
}

interface NumberInputProps extends InputProps {
  /** The unit, shown after the number. */
  after?: string;
}

export function NumberInput({ field, value, onChange, disabled, cell, after }: NumberInputProps) {
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(cell?.typed ?? null);
  const written = plain(value);
  const type = (text: string) => {
    setTyped(text);
    // What is not a number is kept as it was typed; the server says what is wrong with it.
    onChange(text.trim() === '' ? null : (parseDecimal(text, locale) ?? text));
  };
  return (
    <TextInput
      inputMode={field.control === 'integer' ? 'numeric' : 'decimal'}
      value={typed ?? (isDecimal(written) ? editableDecimal(written, locale) : written)}
      onChange={type}
      onBlur={() => setTyped(null)}
      disabled={disabled}
      className={cell ? styles.right : undefined}
      after={cell ? undefined : after}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const numberField: FieldKind = {
  rank: 1,
  applies: isControl('integer', 'decimal'),
  icon: Hash,
  width: 130,
  align: 'end',
  edit: 'inline',
  Cell: NumberCell,
  Input: NumberInput,
  toText: plain,
  fromText: (text, _, locale) =>
    text.trim() === '' ? null : (parseDecimal(text, locale) ?? undefined),
};
