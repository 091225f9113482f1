import { Phone } from 'lucide-react';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import { cx } from '@/shared/lib/classNames';
import styles from '../fields.module.css';

function Cell({ value }: CellProps) {
  const number = plain(value);
  return number ? (
    <a
      className={cx(styles.mail, styles.number)}
      href={`tel:${encodeURIComponent(number)}`}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {number}
    </a>
  ) : null;
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  return (
    <TextInput
      type="tel"
      value={plain(value)}
      onChange={(text) => onChange(text)}
      disabled={disabled}
      maxLength={field.maxLength}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const phoneField: FieldKind = {
  rank: 1,
  applies: isControl('phone'),
  icon: Phone,
  width: 160,
  edit: 'inline',
  Cell,
  Input,
  toText: plain,
  fromText: (text) => text.trim(),
};
