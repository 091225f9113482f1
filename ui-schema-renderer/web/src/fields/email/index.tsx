import { AtSign } from 'lucide-react';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

function Cell({ value }: CellProps) {
  const address = plain(value);
  return address ? (
    <a
      className={styles.mail}
      href={`mailto:${encodeURIComponent(address)}`}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {address}
    </a>
  ) : null;
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  return (
    <TextInput
      type="text"
      inputMode="email"
      autoCapitalize="off"
      spellCheck={false}
      value={plain(value)}
      onChange={(text) => onChange(text)}
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

export const emailField: FieldKind = {
  rank: 1,
  applies: isControl('email'),
  icon: AtSign,
  width: 200,
  edit: 'inline',
  Cell,
  Input,
  toText: plain,
  fromText: (text) => text.trim(),
};
