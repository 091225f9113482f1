import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { complete, suggest, suggestOverChildren, wordBefore } from '@/schema/completion';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useLocale } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextArea } from '@/shared/ui/TextInput';
import styles from './ExpressionInput.module.css';

export interface ExpressionError {
  message: string;
  position?: { line: number; column: number } | undefined;
}

interface ExpressionInputProps {
  model: TenantModel;
  object: ObjectDefinition;
  label: string;
  /** Whether the label is only said, not shown. */
  hiddenLabel?: boolean;
  /** Whether figures over the records that reference one can be used. */
  overChildren?: boolean;
  help?: string | undefined;
  placeholder?: string | undefined;
  required?: boolean;
  value: string;
  onChange: (value: string) => void;
  error?: ExpressionError | undefined;
  autoFocus?: boolean;
}

/** An expression, with the names that it can use offered as one types. */
export function ExpressionInput(props: ExpressionInputProps) {
  const { model, object, value, onChange, error } = props;
  const locale = useLocale();
  const listId = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const [word, setWord] = useState('');
  const [highlighted, setHighlighted] = useState(0);
  const [before, setBefore] = useState('');
  const suggestions = props.overChildren
    ? suggestOverChildren(model, object, word, before, locale)
    : suggest(model, object, word, locale);

  const look = () => {
    const element = input.current;
    const isPlain = element && element.selectionStart === element.selectionEnd;
    setWord(isPlain ? wordBefore(element.value, element.selectionStart) : '');
    setBefore(isPlain ? element.value.slice(0, element.selectionStart) : '');
    setHighlighted(0);
  };

  const choose = (text: string) => {
    const element = input.current;
    if (element) {
      const completed = complete(value, element.selectionStart, word, text);
      onChange(completed.text);
      setWord('');
      requestAnimationFrame(() => element.setSelectionRange(completed.caret, completed.caret));
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = suggestions[highlighted];
    if (!chosen || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setHighlighted((highlighted + step + suggestions.length) % suggestions.length);
    } else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      choose(chosen.text);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setWord('');
    }
  };

  return (
    <div className={styles.root}>
      <FieldFrame
        label={props.label}
        hiddenLabel={props.hiddenLabel ?? false}
        required={props.required ?? false}
        help={props.help}
        error={error?.message}
      >
        <TextArea
          ref={input}
          mono
          rows={1}
          className={styles.area}
          spellCheck={false}
          autoCapitalize="off"
          autoFocus={props.autoFocus}
          placeholder={props.placeholder}
          aria-autocomplete="list"
          aria-controls={suggestions.length > 0 ? listId : undefined}
          aria-activedescendant={suggestions.length > 0 ? `${listId}-${highlighted}` : undefined}
          value={value}
          onChange={(text) => {
            onChange(text);
            requestAnimationFrame(look);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setWord('')}
        />
        {error?.position && <Marker text={value} position={error.position} />}
      </FieldFrame>
      {suggestions.length > 0 && (
        <ul id={listId} role="listbox" aria-label={props.label} className={styles.list}>
          {suggestions.map((suggestion, i) => (
            <li
              key={suggestion.text}
              id={`${listId}-${i}`}
              role="option"
              aria-selected={i === highlighted}
              className={cx(styles.item, i === highlighted && styles.highlighted)}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(suggestion.text);
              }}
            >
              <code>{suggestion.text}</code>
              <span>{suggestion.hint}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The line in which something is wrong, marked where it is. */
function Marker({ text, position }: { text: string; position: { line: number; column: number } }) {
  const line = text.split('\n')[position.line - 1];
  if (line === undefined || line === '') {
    return null;
  }
  const at = Math.max(0, position.column - 1);
  return (
    <pre className={styles.marker} aria-hidden="true">
      {line.slice(0, at)}
      <mark>{line.slice(at, at + 1) || ' '}</mark>
      {line.slice(at + 1)}
    </pre>
  );
}
