import { Link } from 'lucide-react';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

/** Anything else, `javascript:` first of all, is shown and leads nowhere. */
const LEADS_SOMEWHERE = /^https?:\/\//i;

/** The address without what all addresses have. */
function shortened(address: string): string {
  return address
    .replace(LEADS_SOMEWHERE, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');
}

function Cell({ value }: CellProps) {
  const address = plain(value);
  if (!LEADS_SOMEWHERE.test(address)) {
    return <span className={styles.text}>{address}</span>;
  }
  return (
    <a
      className={styles.mail}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {shortened(address)}
    </a>
  );
}

function Input({ field, value, onChange, disabled, cell }: InputProps) {
  return (
    <TextInput
      inputMode="url"
      autoCapitalize="off"
      spellCheck={false}
      placeholder={cell ? undefined : 'https://'}
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

/** People write addresses without their scheme. */
export function withScheme(text: string): string {
  const trimmed = text.trim();
  return /^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(trimmed) ? `https://${trimmed}` : trimmed;
}

export const urlField: FieldKind = {
  rank: 1,
  applies: isControl('url'),
  icon: Link,
  width: 200,
  edit: 'inline',
  Cell,
  Input,
  toText: plain,
  fromText: withScheme,
};
