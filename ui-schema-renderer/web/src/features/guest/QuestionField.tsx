import { useId, useState } from 'react';
import { sendFormFile, type Question } from '@/api/guest';
import { toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import { sizeText } from '@/schema/files';
import { useLocale, useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import type { Given } from './answers';
import styles from './Guest.module.css';

interface QuestionFieldProps {
  token: string;
  question: Question;
  given: Given;
  error: string | undefined;
  onChange: (given: Given) => void;
  /** Told while a file is on its way. */
  onBusy: (busy: boolean) => void;
}

/** One question of a form with the input that its type asks for. */
export function QuestionField(props: QuestionFieldProps) {
  const { question, given, error, onChange } = props;
  const t = useText();
  const help = question.help ?? undefined;
  const text = (value: string) => onChange({ ...given, text: value });
  if (question.type === 'boolean') {
    return (
      <FieldFrame label={question.label} hiddenLabel help={help} error={error}>
        <Checkbox
          checked={given.text === 'true'}
          onChange={(checked) => text(checked ? 'true' : 'false')}
        >
          {question.label}
        </Checkbox>
      </FieldFrame>
    );
  }
  if (question.type === 'multiSelect') {
    return <Several {...props} />;
  }
  return (
    <FieldFrame label={question.label} required={question.required} help={help} error={error}>
      {question.type === 'longText' ? (
        <TextArea rows={5} maxLength={question.maxLength} value={given.text} onChange={text} />
      ) : question.type === 'file' || question.type === 'image' || question.type === 'files' ? (
        <Files {...props} />
      ) : question.options || question.choices || question.type === 'rating' ? (
        <Select
          value={given.text === '' ? null : given.text}
          options={choicesOf(question)}
          placeholder={t('guest.choose')}
          onChange={text}
        />
      ) : question.type === 'money' ? (
        <div className={styles.two}>
          <TextInput inputMode="decimal" value={given.text} onChange={text} />
          <Currency {...props} />
        </div>
      ) : (
        <TextInput
          {...inputOf(question.type)}
          maxLength={question.maxLength}
          value={given.text}
          onChange={text}
        />
      )}
    </FieldFrame>
  );
}

function choicesOf(question: Question) {
  return (
    question.options ??
    question.choices ??
    Array.from({ length: question.maximum ?? 5 }, (_, i) => ({
      value: String(i + 1),
      label: String(i + 1),
    }))
  );
}

function inputOf(type: string) {
  switch (type) {
    case 'email':
      return { type: 'email', autoComplete: 'email' } as const;
    case 'phone':
      return { type: 'tel', autoComplete: 'tel' } as const;
    case 'url':
      return { type: 'url', autoCapitalize: 'off', spellCheck: false } as const;
    case 'date':
    case 'time':
      return { type };
    case 'dateTime':
      return { type: 'datetime-local' } as const;
    case 'integer':
      return { inputMode: 'numeric' } as const;
    case 'decimal':
    case 'percent':
      return { inputMode: 'decimal' } as const;
    default:
      return {};
  }
}

function Currency({ question, given, onChange }: QuestionFieldProps) {
  const t = useText();
  const label = t('guest.currency');
  return question.currencies ? (
    <Select
      label={label}
      value={given.currency || (question.currencies[0] ?? null)}
      options={question.currencies.map((value) => ({ value, label: value }))}
      onChange={(currency) => onChange({ ...given, currency })}
    />
  ) : (
    <TextInput
      id={undefined}
      aria-label={label}
      placeholder="EUR"
      maxLength={3}
      value={given.currency}
      onChange={(currency) => onChange({ ...given, currency })}
    />
  );
}

function Several({ question, given, error, onChange }: QuestionFieldProps) {
  const id = useId();
  return (
    <FieldFrame
      label={question.label}
      required={question.required}
      help={question.help ?? undefined}
      error={error}
    >
      <div className={styles.group} role="group" aria-labelledby={id}>
        <span id={id} className="visually-hidden">
          {question.label}
        </span>
        {question.options?.map((option) => (
          <Picked
            key={option.value}
            label={option.label}
            checked={given.picked.includes(option.value)}
            onChange={(checked) =>
              onChange({ ...given, picked: withItem(given.picked, option.value, checked) })
            }
          />
        ))}
      </div>
    </FieldFrame>
  );
}

interface PickedProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Picked({ label, checked, onChange }: PickedProps) {
  return (
    <FieldFrame label={label} hiddenLabel>
      <Checkbox checked={checked} onChange={onChange}>
        {label}
      </Checkbox>
    </FieldFrame>
  );
}

/** Files go to the server when they are chosen; the answer names them by what it was given then. */
function Files({ token, question, given, onChange, onBusy }: QuestionFieldProps) {
  const t = useText();
  const locale = useLocale();
  const [names, setNames] = useState<string[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const choose = async (chosen: FileList | null) => {
    onBusy(true);
    setRefused(null);
    try {
      const sent = await Promise.all(
        [...(chosen ?? [])].map((file) => sendFormFile(token, question.name, file)),
      );
      setNames(sent.map((file) => file.name ?? ''));
      onChange({ ...given, picked: sent.map((file) => file.file) });
    } catch (problem) {
      setNames([]);
      onChange({ ...given, picked: [] });
      const words = problemText(toProblem(problem), t, locale);
      setRefused(words.detail || words.title);
    }
    onBusy(false);
  };
  return (
    <div className={styles.group}>
      <TextInput
        type="file"
        multiple={question.type === 'files'}
        accept={question.accept?.join(',')}
        onInput={(event) => void choose(event.currentTarget.files)}
      />
      <span className={styles.files} aria-live="polite">
        {refused ??
          (names.length > 0
            ? t('guest.sentFiles', { names: names.join(', ') })
            : t('guest.fileSize', { size: sizeText(question.maxSize ?? 0, locale) }))}
      </span>
    </div>
  );
}
