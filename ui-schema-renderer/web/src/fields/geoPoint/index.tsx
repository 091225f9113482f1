import { MapPin } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { TextInput } from '@/shared/ui/TextInput';
import {
  isControl,
  type CellEditing,
  type CellProps,
  type FieldKind,
  type InputProps,
} from '@/registry/registry';
import { geoPointOf, geoPointValue } from '@/schema/geoPoint';
import type { FieldValue } from '@/schema/records';
import styles from '../fields.module.css';

function toText(value: FieldValue): string {
  const point = geoPointOf(value);
  return point ? `${point.lat}, ${point.lng}` : '';
}

function fromText(text: string): FieldValue | undefined {
  const [lat, lng, more] = text.trim().split(/\s*[,;]\s*|\s+/);
  if (text.trim() === '') {
    return null;
  }
  return lat && lng && more === undefined ? geoPointValue({ lat, lng }) : undefined;
}

function Cell({ value }: CellProps) {
  return <span className={styles.number}>{toText(value)}</span>;
}

function Input(props: InputProps) {
  return props.cell ? <CellInput {...props} cell={props.cell} /> : <FormInput {...props} />;
}

/** In a cell a place is written in one line. */
function CellInput({ field, onChange, cell }: InputProps & { cell: CellEditing }) {
  const [text, setText] = useState(cell.typed ?? toText(cell.before));
  return (
    <TextInput
      bare
      autoFocus
      aria-label={field.label}
      value={text}
      onChange={(next) => {
        setText(next);
        onChange(fromText(next) ?? (next.trim() === '' ? null : next));
      }}
      onKeyDown={cell.onKeyDown}
    />
  );
}

/** Two inputs; what is copied from a map, with a comma between, may be pasted into the first. */
function FormInput({ field, value, onChange, disabled }: InputProps) {
  const t = useText();
  const point = geoPointOf(value) ?? { lat: '', lng: '' };
  return (
    <div className={styles.halves}>
      <TextInput
        inputMode="decimal"
        placeholder="52.52"
        value={point.lat}
        onChange={(lat) => {
          const pasted = /[,;]/.test(lat) ? fromText(lat) : undefined;
          onChange(pasted ?? geoPointValue({ ...point, lat: lat.trim() }));
        }}
        disabled={disabled}
      />
      <TextInput
        id={undefined}
        aria-label={t('fields.longitude', { field: field.label })}
        inputMode="decimal"
        placeholder="13.405"
        value={point.lng}
        onChange={(lng) => onChange(geoPointValue({ ...point, lng: lng.trim() }))}
        disabled={disabled}
      />
    </div>
  );
}

export const geoPointField: FieldKind = {
  rank: 1,
  applies: isControl('geoPoint'),
  icon: MapPin,
  width: 160,
  edit: 'inline',
  sortPart: 'lat',
  Cell,
  Input,
  toText,
  fromText,
};
