import { multiSelectField } from '@/fields/multiSelect';
import type { Choice } from '@/schema/fieldView';
import { isList } from '@/schema/records';

interface PicksProps {
  label: string;
  choices: readonly Choice[];
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
  disabled?: boolean;
}

/** Any of several things. */
export function Picks({ label, choices, value, onChange, disabled = false }: PicksProps) {
  const known = new Set(choices.map((choice) => choice.value));
  const all = [
    ...choices,
    ...value.filter((one) => !known.has(one)).map((one) => ({ value: one, label: one })),
  ];
  return (
    <multiSelectField.Input
      field={{
        name: 'picks',
        label,
        control: 'multiSelect',
        required: false,
        readOnly: false,
        choices: all,
      }}
      value={value}
      onChange={(next) => onChange(isList(next) ? next : [])}
      disabled={disabled}
    />
  );
}
