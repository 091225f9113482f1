import { MapPinHouse } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { addressLine, addressOf, addressValue, type Address } from '@/schema/address';
import styles from '../fields.module.css';

const PARTS = ['postalCode', 'city', 'region', 'country'] as const;

function Cell({ value }: CellProps) {
  return <span className={styles.text}>{addressLine(value)}</span>;
}

function Input({ field, value, onChange, disabled }: InputProps) {
  const t = useText();
  const address = addressOf(value);
  const change = (parts: Partial<Address>) => onChange(addressValue({ ...address, ...parts }));
  return (
    <div className={styles.list}>
      <TextArea
        rows={2}
        placeholder={t('fields.address.lines')}
        value={address.lines}
        onChange={(lines) => change({ lines })}
        disabled={disabled}
      />
      <div className={styles.halves}>
        {PARTS.map((part) => (
          <TextInput
            key={part}
            id={undefined}
            aria-label={`${field.label}: ${t(`fields.address.${part}`)}`}
            placeholder={t(`fields.address.${part}`)}
            maxLength={part === 'country' ? 2 : undefined}
            value={address[part]}
            onChange={(text) => change({ [part]: part === 'country' ? text.toUpperCase() : text })}
            disabled={disabled}
          />
        ))}
      </div>
    </div>
  );
}

export const addressField: FieldKind = {
  rank: 1,
  applies: isControl('address'),
  icon: MapPinHouse,
  width: 240,
  // An address has several inputs, for which the form has room.
  edit: 'none',
  sortPart: 'city',
  Cell,
  Input,
  toText: addressLine,
};
