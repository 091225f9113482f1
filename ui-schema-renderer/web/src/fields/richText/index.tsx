import { Bold, Italic, List, ListOrdered, Pilcrow } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { useFieldLabelId, useFieldWiring } from '@/shared/ui/FieldFrame';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { formatted, words } from './formatted';

const SHOWN = 300;

function Cell({ value }: CellProps) {
  return <span className={styles.text}>{words(plain(value)).slice(0, SHOWN)}</span>;
}

const COMMANDS = [
  { command: 'bold', icon: Bold },
  { command: 'italic', icon: Italic },
  { command: 'insertUnorderedList', icon: List },
  { command: 'insertOrderedList', icon: ListOrdered },
] as const;

function Input({ value, onChange, disabled = false }: InputProps) {
  const t = useText();
  const wiring = useFieldWiring();
  const labelId = useFieldLabelId();
  // React must not write into what somebody is typing in; the element keeps its own state.
  const [start] = useState(() => formatted(plain(value)));
  return (
    <div className={styles.rich}>
      {!disabled && (
        <div className={styles.richTools} role="toolbar" aria-label={t('fields.formatting')}>
          {COMMANDS.map(({ command, icon: Icon }) => (
            <IconButton
              key={command}
              label={t(`fields.format.${command}`)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => document.execCommand(command)}
            >
              <Icon />
            </IconButton>
          ))}
        </div>
      )}
      <div
        {...wiring}
        aria-labelledby={labelId}
        role="textbox"
        aria-multiline="true"
        tabIndex={0}
        contentEditable={!disabled}
        suppressContentEditableWarning
        className={styles.richArea}
        onInput={(event) => {
          const html = event.currentTarget.innerHTML;
          onChange(words(html) === '' ? null : html);
        }}
      >
        {start}
      </div>
    </div>
  );
}

export const richTextField: FieldKind = {
  rank: 1,
  applies: isControl('richText'),
  icon: Pilcrow,
  width: 280,
  edit: 'none',
  Cell,
  Input,
  toText: (value) => words(plain(value)),
};
