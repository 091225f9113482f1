import { Braces, Pencil } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toProblem } from '@/api/problem';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { useRecordAccess } from '@/registry/RecordAccess';
import { indented, jsonError } from '@/schema/jsonText';
import type { FieldValue } from '@/schema/records';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { TextArea } from '@/shared/ui/TextInput';
import { toastError } from '@/shared/ui/Toasts';
import { plain } from '../cells';
import styles from '../fields.module.css';

const SHOWN = 300;
const LEAST_LINES = 4;
const MOST_LINES = 24;

function Cell({ value }: CellProps) {
  return <code className={styles.text}>{plain(value).slice(0, SHOWN)}</code>;
}

/** A text, and the value of the record that it is the text of. */
interface TextOf {
  value: FieldValue;
  text: string;
}

/**
 * The JSON as it is stored. Records are read with numbers as texts, so which of its texts are
 * numbers has to be asked for. Null until that is known.
 */
function useExact(name: string, value: FieldValue): string | null {
  const t = useText();
  const access = useRecordAccess();
  const [exact, setExact] = useState<TextOf | null>(null);
  useEffect(() => {
    let isCurrent = true;
    if (access && value !== null) {
      access.exact(name).then(
        (text) => isCurrent && setExact({ value, text: indented(text) }),
        (error: unknown) =>
          isCurrent && toastError(t('fields.json.unread'), toProblem(error).message),
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [access, name, value, t]);
  return value === null ? '' : exact?.value === value ? exact.text : null;
}

/** JSON is edited as a text; what is no JSON is told with its place, and not saved. */
function Input(props: InputProps) {
  const { field, value, onChange, disabled = false } = props;
  const access = useRecordAccess();
  const [typed, setTyped] = useState<TextOf | null>(null);
  const isNew = access === null && !disabled && !field.readOnly;
  // What came from elsewhere, such as by discarding, takes the place of what was typed.
  const isOwn = typed !== null && typed.value === value;
  if (!isOwn && !(isNew && value === null)) {
    return <Shown {...props} onBegin={(text) => setTyped({ value, text })} />;
  }
  return (
    <Editor
      text={typed?.text ?? ''}
      autoFocus={isOwn && !isNew}
      onChange={(text) => {
        const next = text.trim() === '' ? null : text;
        setTyped({ value: next, text });
        onChange(next);
      }}
    />
  );
}

function Shown({
  field,
  value,
  disabled,
  onBegin,
}: InputProps & { onBegin: (text: string) => void }) {
  const t = useText();
  const access = useRecordAccess();
  const exact = useExact(field.name, value);
  return (
    <div className={styles.list}>
      <pre className={styles.json}>{(access ? exact : indented(plain(value))) || '\u00a0'}</pre>
      {access && !disabled && !field.readOnly && (
        <Button
          size="sm"
          icon={<Pencil />}
          disabled={exact === null}
          className={styles.begin}
          onClick={() => onBegin(exact ?? '')}
        >
          {t('fields.json.edit', { field: field.label })}
        </Button>
      )}
    </div>
  );
}

interface EditorProps {
  text: string;
  autoFocus: boolean;
  onChange: (text: string) => void;
}

function Editor({ text, autoFocus, onChange }: EditorProps) {
  const t = useText();
  const wrong = text.trim() === '' ? null : jsonError(text);
  return (
    <div className={styles.list}>
      <TextArea
        mono
        rows={Math.min(MOST_LINES, Math.max(LEAST_LINES, text.split('\n').length + 1))}
        spellCheck={false}
        autoFocus={autoFocus}
        value={text}
        onChange={onChange}
      />
      {wrong && <span className={styles.muted}>{t('fields.json.wrong', { ...wrong })}</span>}
    </div>
  );
}

export const jsonField: FieldKind = {
  rank: 1,
  applies: isControl('json'),
  icon: Braces,
  width: 220,
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: plain,
};
