import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { AskedField } from '@/api/forms';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import styles from './Forms.module.css';

interface AskedFieldsProps {
  fields: readonly FieldDefinition[];
  asked: readonly AskedField[];
  error: string | undefined;
  onChange: (asked: AskedField[]) => void;
}

/** What a form asks for, and in which words. */
export function AskedFields({ fields, asked, error, onChange }: AskedFieldsProps) {
  const t = useText();
  const change = (field: string, next: AskedField | null) =>
    onChange(
      next === null
        ? asked.filter((one) => one.field !== field)
        : asked.some((one) => one.field === field)
          ? asked.map((one) => (one.field === field ? next : one))
          : [...asked, next],
    );
  return (
    <div>
      <div className={styles.fields} role="group" aria-label={t('publicForms.fields')}>
        {fields.map((field) => (
          <Asked
            key={field.name}
            field={field}
            asked={asked.find((one) => one.field === field.name)}
            onChange={(next) => change(field.name, next)}
          />
        ))}
      </div>
      {error && (
        <p className={styles.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface AskedProps {
  field: FieldDefinition;
  asked: AskedField | undefined;
  onChange: (asked: AskedField | null) => void;
}

function Asked({ field, asked, onChange }: AskedProps) {
  const t = useText();
  const locale = useLocale();
  const label = labelOf(field, locale);
  const isReference = field.type === 'reference';
  const [isWorded, setWorded] = useState(Boolean(asked?.label) || Boolean(asked?.help));
  return (
    <div className={styles.field}>
      <Checkbox
        checked={asked !== undefined}
        onChange={(checked) =>
          onChange(
            checked ? { field: field.name, required: field.required, choices: isReference } : null,
          )
        }
      >
        {isReference ? t('publicForms.withTitles', { field: label }) : label}
      </Checkbox>
      {asked && (
        <div className={styles.bar}>
          <Checkbox
            checked={(asked.required ?? false) || field.required}
            disabled={field.required}
            onChange={(required) => onChange({ ...asked, required })}
          >
            {t('publicForms.required')}
          </Checkbox>
          <IconButton
            size="sm"
            label={t('publicForms.words', { field: label })}
            aria-expanded={isWorded}
            onClick={() => setWorded(!isWorded)}
          >
            <Pencil />
          </IconButton>
        </div>
      )}
      {asked && isWorded && (
        <div className={styles.words}>
          <FieldFrame label={t('publicForms.label')}>
            <TextInput
              maxLength={200}
              placeholder={label}
              value={asked.label ?? ''}
              onChange={(text) => onChange({ ...asked, label: text === '' ? null : text })}
            />
          </FieldFrame>
          <FieldFrame label={t('publicForms.help')}>
            <TextInput
              maxLength={1000}
              value={asked.help ?? ''}
              onChange={(text) => onChange({ ...asked, help: text === '' ? null : text })}
            />
          </FieldFrame>
        </div>
      )}
    </div>
  );
}
