import { CircleHelp } from 'lucide-react';
import { useText } from '@/shared/i18n';
import type { FieldKind, InputProps } from '@/registry/registry';
import { plain, TextCell } from '../cells';
import styles from '../fields.module.css';

/** A field of a type that this version does not know says so, and shows what it holds. */
function Input({ field, value }: InputProps) {
  const t = useText();
  return (
    <div className={styles.unknown}>
      {t('fields.unknown', { type: field.control })}
      {value !== null && <code> {plain(value)}</code>}
    </div>
  );
}

export const unknownField: FieldKind = {
  rank: 0,
  applies: () => true,
  icon: CircleHelp,
  width: 160,
  edit: 'none',
  Cell: TextCell,
  Input,
  toText: plain,
};
