import { ChevronsUpDown, ListChecks } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Badge, Dot } from '@/shared/ui/Badge';
import { useButtonWiring } from '@/shared/ui/FieldFrame';
import { PickList } from '@/shared/ui/PickList';
import { Popover } from '@/shared/ui/Popover';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import type { FieldView } from '@/schema/fieldView';
import { isList, type FieldValue } from '@/schema/records';
import { plain } from '../cells';
import styles from '../fields.module.css';

function chosen(value: FieldValue): readonly string[] {
  return isList(value) ? value : [];
}

function labelOf(field: FieldView, option: string): string {
  return field.choices?.find((choice) => choice.value === option)?.label ?? option;
}

function Cell({ field, value }: CellProps) {
  return (
    <span className={styles.badges}>
      {chosen(value).map((option) => (
        <Badge key={option} color={field.choices?.find((choice) => choice.value === option)?.color}>
          {labelOf(field, option)}
        </Badge>
      ))}
    </span>
  );
}

/** The value with an option put in or taken out; null when none is left. */
export function toggled(field: FieldView, value: FieldValue, option: string): FieldValue {
  const old = chosen(value);
  const next = (field.choices ?? [])
    .map((choice) => choice.value)
    .filter((other) => old.includes(other) !== (other === option));
  return next.length > 0 ? next : null;
}

function Input({ field, value, onChange, disabled = false }: InputProps) {
  const t = useText();
  const wiring = useButtonWiring();
  const isEmpty = chosen(value).length === 0;
  const isColoured = field.choices?.some((choice) => choice.color) ?? false;
  return (
    <Popover
      label={field.label}
      trigger={
        <button type="button" className={styles.picked} disabled={disabled} {...wiring}>
          {isEmpty ? (
            <span className={styles.muted}>{t('common.choose')}</span>
          ) : (
            <Cell field={field} value={value} />
          )}
          <ChevronsUpDown aria-hidden />
        </button>
      }
    >
      <PickList
        label={field.label}
        items={(field.choices ?? []).map((choice) => ({
          value: choice.value,
          label: choice.label,
          icon: isColoured ? <Dot color={choice.color} /> : undefined,
          isChosen: chosen(value).includes(choice.value),
        }))}
        onPick={(option) => onChange(toggled(field, value, option))}
      />
    </Popover>
  );
}

function fromText(text: string, field: FieldView): FieldValue | undefined {
  const parts = text
    .split(/[;\n]/)
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean);
  const options = (field.choices ?? []).filter((choice) =>
    parts.some((part) => [choice.value.toLowerCase(), choice.label.toLowerCase()].includes(part)),
  );
  if (parts.length === 0) {
    return null;
  }
  return options.length === new Set(parts).size ? options.map((choice) => choice.value) : undefined;
}

export const multiSelectField: FieldKind = {
  rank: 1,
  applies: isControl('multiSelect'),
  icon: ListChecks,
  width: 200,
  // Several are chosen in the form, where there is room for them.
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: (value, field) =>
    isList(value) ? value.map((option) => labelOf(field, option)).join('; ') : plain(value),
  fromText,
};
