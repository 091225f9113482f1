import { Type } from 'lucide-react';
import { TextInput } from '@/shared/ui/TextInput';
import { isControl, type FieldKind, type InputProps } from '@/registry/registry';
import { plain, TextCell } from '../cells';

export function TextFieldInput({ field, value, onChange, disabled, cell }: InputProps) {
  return (
    <TextInput
      value={plain(value)}
      onChange={(text) => onChange(text)}
      disabled={disabled}
      maxLength={field.maxLength}
      {...(cell && {
        bare: true,
        autoFocus: true,
        'aria-label': field.label,
        onKeyDown: cell.onKeyDown,
      })}
    />
  );
}

export const textField: FieldKind = {
  rank: 1,
  applies: isControl('text'),
  icon: Type,
  width: 200,
  edit: 'inline',
  Cell: TextCell,
  Input: TextFieldInput,
  toText: plain,
  fromText: (text) => text.replace(/\s*\n\s*/g, ' '),
};
