import { Banknote } from 'lucide-react';
import { useEffect, useState } from 'react';
import { editableDecimal, formatDecimal, isDecimal, parseDecimal } from '@/shared/lib/decimal';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { TextInput } from '@/shared/ui/TextInput';
import {
  isControl,
  type CellEditing,
  type CellProps,
  type FieldKind,
  type InputProps,
} from '@/registry/registry';
import { moneyOf, moneyOfText, moneyValue } from '@/schema/money';
import type { FieldValue } from '@/schema/records';
import styles from '../fields.module.css';

/** Cents are written out where there are any. */
const PLACES = 2;

function Cell({ value }: CellProps) {
  const locale = useLocale();
  const money = moneyOf(value);
  return money ? (
    <span className={styles.number}>
      {formatDecimal(money.amount, locale, money.amount.includes('.') ? PLACES : 0)}
      {`\u00a0${money.currency}`}
    </span>
  ) : null;
}

function Input(props: InputProps) {
  return props.cell ? <CellInput {...props} cell={props.cell} /> : <FormInput {...props} />;
}

/** In a cell a sum is written in one line. */
function CellInput({ field, onChange, cell }: InputProps & { cell: CellEditing }) {
  const locale = useLocale();
  const [text, setText] = useState(cell.typed ?? toText(cell.before));
  const currency = moneyOf(cell.before)?.currency ?? field.currencies?.[0] ?? '';
  const type = useEvent((next: string) => {
    setText(next);
    onChange(moneyOfText(next, currency, locale));
  });
  // What was typed to begin with has to be taken for a sum too.
  useEffect(() => {
    if (cell.typed !== undefined) {
      type(cell.typed);
    }
  }, [cell.typed, type]);
  return (
    <TextInput
      bare
      autoFocus
      className={styles.right}
      aria-label={field.label}
      value={text}
      onChange={type}
      onKeyDown={cell.onKeyDown}
    />
  );
}

function FormInput({ field, value, onChange, disabled }: InputProps) {
  const t = useText();
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const [currency, setCurrency] = useState(
    () => moneyOf(value)?.currency ?? field.currencies?.[0] ?? '',
  );
  const amount = moneyOf(value)?.amount ?? '';
  return (
    <div className={styles.pair}>
      <TextInput
        inputMode="decimal"
        value={typed ?? (isDecimal(amount) ? editableDecimal(amount, locale) : amount)}
        onChange={(text) => {
          setTyped(text);
          onChange(moneyValue({ amount: parseDecimal(text, locale) ?? text, currency }));
        }}
        onBlur={() => setTyped(null)}
        disabled={disabled}
      />
      <TextInput
        id={undefined}
        aria-label={t('fields.currency', { field: field.label })}
        placeholder={field.currencies?.[0] ?? 'EUR'}
        maxLength={3}
        autoCapitalize="characters"
        value={currency}
        onChange={(text) => {
          const code = text.toUpperCase();
          setCurrency(code);
          onChange(moneyValue({ amount, currency: code }));
        }}
        disabled={disabled}
      />
    </div>
  );
}

function toText(value: FieldValue): string {
  const money = moneyOf(value);
  return money ? `${money.amount} ${money.currency}` : '';
}

export const moneyField: FieldKind = {
  rank: 1,
  applies: isControl('money'),
  icon: Banknote,
  width: 140,
  align: 'end',
  edit: 'inline',
  sortPart: 'amount',
  Cell,
  Input,
  toText,
  fromText: (text, field, locale) =>
    text.trim() === '' ? null : moneyOfText(text, field.currencies?.[0] ?? '', locale),
};
