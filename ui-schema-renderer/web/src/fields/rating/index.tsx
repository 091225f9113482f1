import { Star } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import type { FieldView } from '@/schema/fieldView';
import { plain } from '../cells';
import styles from '../fields.module.css';

const USUAL = 5;

function starsOf(field: FieldView): number[] {
  return Array.from({ length: field.maximum ?? USUAL }, (_, i) => i + 1);
}

function Cell({ field, value }: CellProps) {
  const t = useText();
  if (value === null) {
    return null;
  }
  const given = Number(plain(value));
  return (
    <span
      className={styles.stars}
      role="img"
      aria-label={t('fields.stars', { given, of: field.maximum ?? USUAL })}
    >
      {starsOf(field).map((star) => (
        <Star key={star} data-on={star <= given} aria-hidden />
      ))}
    </span>
  );
}

/** Stars to press; the one that is given, pressed again, takes the rating away. */
function Input({ field, value, onChange, disabled, cell }: InputProps) {
  const t = useText();
  if (cell) {
    return (
      <TextInput
        inputMode="numeric"
        value={plain(value)}
        onChange={(text) => onChange(text.trim() === '' ? null : text.trim())}
        bare
        autoFocus
        aria-label={field.label}
        onKeyDown={cell.onKeyDown}
      />
    );
  }
  const given = value === null ? 0 : Number(plain(value));
  return (
    <div className={styles.stars} role="group" aria-label={field.label}>
      {starsOf(field).map((star) => (
        <button
          key={star}
          type="button"
          disabled={disabled}
          aria-pressed={star === given}
          aria-label={t('fields.stars', { given: star, of: field.maximum ?? USUAL })}
          onClick={() => onChange(star === given ? null : String(star))}
        >
          <Star data-on={star <= given} aria-hidden />
        </button>
      ))}
    </div>
  );
}

export const ratingField: FieldKind = {
  rank: 1,
  applies: isControl('rating'),
  icon: Star,
  width: 120,
  edit: 'inline',
  Cell,
  Input,
  toText: plain,
  fromText: (text) =>
    text.trim() === '' ? null : /^\d+$/.test(text.trim()) ? text.trim() : undefined,
};
