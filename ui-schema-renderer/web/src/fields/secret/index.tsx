import { KeyRound } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { isSetSecret } from '@/schema/secret';
import type { FieldValue } from '@/schema/records';
import styles from '../fields.module.css';
import { Reveal } from './Reveal';

const DOTS = '••••••••';

function Cell({ value }: CellProps) {
  const t = useText();
  return value === null ? null : (
    <span className={styles.muted} aria-label={t('fields.secret.set')}>
      {DOTS}
    </span>
  );
}

/** What is kept is replaced or taken away unseen; an administrator can ask to read it. */
function Input({ field, value, onChange, disabled }: InputProps) {
  const t = useText();
  const isKept = isSetSecret(value);
  return (
    <div className={styles.secret}>
      <TextInput
        type="password"
        autoComplete="new-password"
        placeholder={isKept ? t('fields.secret.replace') : ''}
        maxLength={field.maxLength}
        value={isKept || typeof value !== 'string' ? '' : value}
        onChange={(text) => onChange(text === '' ? null : text)}
        disabled={disabled}
      />
      {isKept && <Reveal name={field.name} label={field.label} />}
      {isKept && !field.required && !disabled && (
        <Button variant="ghost" onClick={() => onChange(null)}>
          {t('fields.secret.remove')}
        </Button>
      )}
    </div>
  );
}

export const secretField: FieldKind = {
  rank: 1,
  applies: isControl('secret'),
  icon: KeyRound,
  width: 120,
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: (value: FieldValue) => (value === null ? '' : DOTS),
};
