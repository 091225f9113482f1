import { CircleDot } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Combobox } from '@/shared/ui/Combobox';
import type { Choice } from '@/schema/fieldView';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';

export function SelectCell({ field, value }: CellProps) {
  const choice = field.choices?.find((candidate) => candidate.value === value);
  return value === null ? null : (
    <Badge color={choice?.color}>{choice?.label ?? plain(value)}</Badge>
  );
}

function Input({ field, value, onChange, disabled = false, cell }: InputProps) {
  const t = useText();
  const choices = field.choices ?? [];
  const chosen = choices.find((choice) => choice.value === value) ?? null;
  return (
    <Combobox<Choice>
      items={choices}
      value={chosen}
      keyOf={(choice) => choice.value}
      labelOf={(choice) => choice.label}
      renderItem={(choice) => <Badge color={choice.color}>{choice.label}</Badge>}
      onChange={(choice) => (cell?.onChoose ?? onChange)(choice?.value ?? null)}
      placeholder={cell ? '' : t('common.choose')}
      clearable={!field.required}
      disabled={disabled}
      {...(cell && {
        bare: true,
        label: field.label,
        openWith: cell.typed ?? '',
        onClose: cell.onClose,
      })}
    />
  );
}

export const selectField: FieldKind = {
  rank: 1,
  applies: isControl('select'),
  icon: CircleDot,
  width: 140,
  edit: 'list',
  Cell: SelectCell,
  Input,
  toText: (value, field) =>
    field.choices?.find((choice) => choice.value === value)?.label ?? plain(value),
  fromText: (text, field) => {
    const wanted = text.trim().toLowerCase();
    return wanted === ''
      ? null
      : field.choices?.find((choice) =>
          [choice.value.toLowerCase(), choice.label.toLowerCase()].includes(wanted),
        )?.value;
  },
};
