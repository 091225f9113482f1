import { useState } from 'react';
import { isWide, kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import {
  placedName,
  type FieldDefinition,
  type ObjectDefinition,
  type SectionDefinition,
} from '@/schema/metadata';
import { isAttachment, isLink, type TenantModel } from '@/schema/model';
import type { FieldValue, Values } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { useApp } from '@/views/AppContext';
import { liveEnvironment, visibility } from '@/views/form/live';
import styles from './Preview.module.css';

interface FormPreviewProps {
  model: TenantModel;
  object: ObjectDefinition;
  /** How the fields stand; all of them in one section by default. */
  sections?: readonly SectionDefinition[];
}

/** The form as people will see it. What is typed into it goes nowhere. */
export function FormPreview({ model, object, sections }: FormPreviewProps) {
  const [values, setValues] = useState<Values>({});
  const all = sections ?? [
    { columns: 1, fields: object.fields.map((field) => field.name) } satisfies SectionDefinition,
  ];
  const { me } = useApp();
  const shows = visibility(object, values, liveEnvironment(me), { model, record: null });
  const fieldOf = (name: string) => object.fields.find((field) => field.name === name);
  return (
    <div className={styles.form}>
      {all
        .filter((section) => shows(section.visibleWhen))
        .map((section, i) => (
          <section key={i} className={styles.section}>
            {section.label && <h2 className={styles.sectionTitle}>{section.label}</h2>}
            <div className={styles.fields} data-columns={Math.min(2, section.columns)}>
              {section.fields.map((placed, j) => {
                const name = placedName(placed);
                const field = fieldOf(name);
                const isShown = typeof placed === 'string' || shows(placed.visibleWhen);
                return (
                  field &&
                  isShown && (
                    <PreviewField
                      // Another type has another input, with a state of its own.
                      key={`${j} ${field.type}`}
                      model={model}
                      field={field}
                      value={values[name] ?? null}
                      onChange={(value) => setValues({ ...values, [name]: value })}
                    />
                  )
                );
              })}
            </div>
          </section>
        ))}
    </div>
  );
}

interface PreviewFieldProps {
  model: TenantModel;
  field: FieldDefinition;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}

function PreviewField({ model, field, value, onChange }: PreviewFieldProps) {
  const t = useText();
  const locale = useLocale();
  const view = fieldViewOf(model, field, locale);
  const { Input } = kindOf(view);
  const label = view.label || t('designer.preview.unnamed');
  // References to what is not there yet have nothing to search in, and a preview uploads nothing.
  const isReachable = (!isLink(field) || model.target(field) !== undefined) && !isAttachment(field);
  return (
    <FieldFrame
      label={label}
      required={view.required}
      help={view.help}
      className={isWide(view) ? styles.wide : undefined}
    >
      <Input
        field={{ ...view, label, choices: view.choices ?? [] }}
        value={value}
        onChange={onChange}
        disabled={view.readOnly || !isReachable}
      />
    </FieldFrame>
  );
}
