import { X } from 'lucide-react';
import { kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition } from '@/schema/metadata';
import type { FieldValue, Values } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { useApp } from '@/views/AppContext';
import { useTitles } from '@/views/list/filter/useConditionText';
import { named, unnamed } from './fixed';
import styles from './Forms.module.css';

interface FixedValuesProps {
  /** Those that may be fixed: what the form asks for is not among them. */
  fields: readonly FieldDefinition[];
  values: Values;
  errorAt: (field: string) => string | undefined;
  onChange: (values: Values) => void;
}

/** What every record of a form gets, whoever sends it. */
export function FixedValues({ fields, values, errorAt, onChange }: FixedValuesProps) {
  const t = useText();
  const locale = useLocale();
  const fixed = fields.filter((field) => field.name in values);
  const others = fields.filter((field) => !(field.name in values));
  return (
    <fieldset className={styles.group}>
      <legend>{t('publicForms.fixed')}</legend>
      <p className={styles.help}>{t('publicForms.fixedHelp')}</p>
      {fixed.map((field) => (
        <Fixed
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          error={errorAt(field.name)}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
          onRemove={() =>
            onChange(
              Object.fromEntries(Object.entries(values).filter(([name]) => name !== field.name)),
            )
          }
        />
      ))}
      {others.length > 0 && (
        <Select
          value={null}
          label={t('publicForms.fix')}
          placeholder={t('publicForms.fix')}
          options={others.map((field) => ({ value: field.name, label: labelOf(field, locale) }))}
          onChange={(name) => onChange({ ...values, [name]: null })}
        />
      )}
    </fieldset>
  );
}

interface FixedProps {
  field: FieldDefinition;
  value: FieldValue;
  error: string | undefined;
  onChange: (value: FieldValue) => void;
  onRemove: () => void;
}

function Fixed({ field, value, error, onChange, onRemove }: FixedProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const titles = useTitles(field.target, unnamed(value));
  const view = { ...fieldViewOf(model, field, locale), readOnly: false, required: false };
  const kind = kindOf(view);
  return (
    <FieldFrame
      label={view.label}
      error={error}
      aside={
        <IconButton
          size="sm"
          label={t('publicForms.unfix', { field: view.label })}
          onClick={onRemove}
        >
          <X />
        </IconButton>
      }
    >
      <kind.Input field={view} value={named(value, titles)} onChange={onChange} />
    </FieldFrame>
  );
}
