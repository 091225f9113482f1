import { useRef, useState, type KeyboardEvent } from 'react';
import type { FieldValue } from '@/schema/records';
import { useLocale } from '@/shared/i18n';
import type { Column } from './columns';
import styles from './Grid.module.css';

/** Where to go after an edit. */
export type Step = 'stay' | 'down' | 'right' | 'left';

interface CellEditorProps {
  column: Column;
  value: FieldValue;
  typed: string | undefined;
  onCommit: (value: FieldValue, step: Step) => void;
  onCancel: () => void;
}

/** Over a cell, the input of its field. */
export function CellEditor({ column, value, typed, onCommit, onCancel }: CellEditorProps) {
  const locale = useLocale();
  const { kind, field } = column;
  const [draft, setDraft] = useState<FieldValue>(() =>
    typed === undefined || kind.edit === 'list'
      ? value
      : (kind.fromText?.(typed, field, locale) ?? typed),
  );
  const isInside = useRef(true);
  const isDone = useRef(false);

  const finish = (action: () => void) => {
    if (!isDone.current) {
      isDone.current = true;
      action();
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      finish(onCancel);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      finish(() => onCommit(draft, 'down'));
    } else if (event.key === 'Tab') {
      event.preventDefault();
      finish(() => onCommit(draft, event.shiftKey ? 'left' : 'right'));
    }
  };

  // A calendar that opens is elsewhere in the page and still belongs to the editor.
  const onBlur = () => {
    isInside.current = false;
    requestAnimationFrame(() => {
      if (!isInside.current && kind.edit === 'inline') {
        finish(() => onCommit(draft, 'stay'));
      }
    });
  };

  return (
    <div
      className={styles.editor}
      onFocus={() => {
        isInside.current = true;
      }}
      onBlur={onBlur}
      onKeyDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
    >
      <kind.Input
        field={field}
        value={draft}
        onChange={setDraft}
        cell={{
          typed,
          before: value,
          onKeyDown,
          onChoose: (next) => finish(() => onCommit(next, 'stay')),
          onClose: () => finish(onCancel),
        }}
      />
    </div>
  );
}
