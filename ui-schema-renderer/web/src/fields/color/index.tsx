import { Palette } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

const COLOR = /^#[0-9a-f]{6}$/i;

function Cell({ value }: CellProps) {
  const color = plain(value);
  return color ? (
    <span className={styles.choice}>
      {COLOR.test(color) && <span className={styles.swatch} style={{ background: color }} />}
      <span className={styles.number}>{color}</span>
    </span>
  ) : null;
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  const t = useText();
  const color = plain(value);
  const text = (
    <TextInput
      placeholder="#1a73e8"
      autoCapitalize="off"
      spellCheck={false}
      value={color}
      onChange={(typed) => onChange(typed)}
      disabled={disabled}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
  if (cell) {
    return text;
  }
  return (
    <div className={styles.withSwatch}>
      <input
        type="color"
        className={styles.picker}
        aria-label={t('fields.pickColor', { field: field.label })}
        data-empty={!COLOR.test(color) || undefined}
        value={COLOR.test(color) ? color : '#000000'}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      />
      {text}
    </div>
  );
}

export const colorField: FieldKind = {
  rank: 1,
  applies: isControl('color'),
  icon: Palette,
  width: 120,
  edit: 'inline',
  Cell,
  Input,
  toText: plain,
  fromText: (text) => text.trim(),
};
