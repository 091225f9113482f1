import { Check, Minus, SquareCheck } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Segmented } from '@/shared/ui/Tabs';
import { Switch } from '@/shared/ui/Checkbox';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import styles from '../fields.module.css';

export function BooleanCell({ value }: CellProps) {
  const t = useText();
  if (value === null) {
    return null;
  }
  const isTrue = value === true || value === 'true';
  return (
    <span className={styles.mark} data-on={isTrue}>
      {isTrue ? <Check strokeWidth={2.5} /> : <Minus />}
      <span className="visually-hidden">{isTrue ? t('common.yes') : t('common.no')}</span>
    </span>
  );
}

function Input({ field, value, onChange, disabled = false }: InputProps) {
  const t = useText();
  // A required field is one or the other; elsewhere "not said" is an answer too.
  if (field.required) {
    return (
      <div className={styles.segments}>
        <Switch checked={value === true} onChange={onChange} disabled={disabled} />
      </div>
    );
  }
  return (
    <div className={styles.segments}>
      <Segmented
        label={field.label}
        value={value === true ? 'yes' : value === false ? 'no' : 'none'}
        options={[
          { value: 'yes', label: t('common.yes') },
          { value: 'no', label: t('common.no') },
          { value: 'none', label: t('common.notSet') },
        ]}
        onChange={(next) => !disabled && onChange(next === 'none' ? null : next === 'yes')}
      />
    </div>
  );
}

const WORDS: Record<string, boolean> = {
  true: true,
  yes: true,
  '1': true,
  да: true,
  false: false,
  no: false,
  '0': false,
  нет: false,
};

export const booleanField: FieldKind = {
  rank: 1,
  applies: isControl('boolean'),
  icon: SquareCheck,
  width: 100,
  edit: 'toggle',
  Cell: BooleanCell,
  Input,
  toText: (value) => (value === null ? '' : String(value)),
  fromText: (text) => (text.trim() === '' ? null : WORDS[text.trim().toLowerCase()]),
};
