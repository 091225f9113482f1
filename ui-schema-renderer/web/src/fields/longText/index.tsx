import { AlignLeft } from 'lucide-react';
import { TextArea } from '@/shared/ui/TextInput';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { TextFieldInput } from '../text';

function Cell({ value }: CellProps) {
  return <span className={styles.text}>{plain(value).replace(/\s+/g, ' ').slice(0, 300)}</span>;
}

function Input(props: InputProps) {
  const { field, value, onChange, disabled, cell } = props;
  if (cell) {
    return <TextFieldInput {...props} />;
  }
  return (
    <TextArea
      value={plain(value)}
      onChange={(text) => onChange(text)}
      disabled={disabled}
      maxLength={field.maxLength}
      rows={4}
    />
  );
}

export const longTextField: FieldKind = {
  rank: 1,
  applies: isControl('longText'),
  icon: AlignLeft,
  width: 280,
  // A cell has room for one line; several are edited in the form.
  edit: 'none',
  Cell,
  Input,
  toText: plain,
  fromText: (text) => text,
};
