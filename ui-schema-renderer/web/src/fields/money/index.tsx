import { Banknote } from 'lucide-react';
import { useState } from 'react';
import { editableDecimal, formatDecimal, isDecimal, parseDecimal } from '@/shared/lib/decimal';
import { useLocale, useText } from '@/shared/i18n';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { moneyOf, moneyValue } from '@/schema/money';
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

function Input({ field, value, onChange, disabled }: InputProps) {
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
  // An amount and a currency are two inputs, for which the form has room.
  edit: 'none',
  sortPart: 'amount',
  Cell,
  Input,
  toText,
};
