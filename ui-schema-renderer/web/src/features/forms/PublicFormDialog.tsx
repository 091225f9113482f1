import { useState } from 'react';
import { changeForm, createForm, type AskedField, type PublicForm } from '@/api/forms';
import { toProblem, type Problem } from '@/api/problem';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import { ASKED_TYPES, localMoment, momentOf } from './asked';
import styles from './Forms.module.css';

const PLACES = [
  '/object',
  '/title',
  '/intro',
  '/thanks',
  '/redirect',
  '/fields',
  '/opensAt',
  '/closesAt',
  '/mostAnswers',
];

interface PublicFormDialogProps {
  /** The form to change; a new one is published where there is none. */
  stored?: PublicForm;
  onSaved: () => void;
  onClose: () => void;
}

/** Publishes a form, or changes one. */
export function PublicFormDialog({ stored, onSaved, onClose }: PublicFormDialogProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const [object, setObject] = useState(stored?.object ?? '');
  const [title, setTitle] = useState(stored?.title ?? '');
  const [intro, setIntro] = useState(stored?.intro ?? '');
  const [thanks, setThanks] = useState(stored?.thanks ?? '');
  const [redirect, setRedirect] = useState(stored?.redirect ?? '');
  const [asked, setAsked] = useState<AskedField[]>(stored?.fields ?? []);
  const [opensAt, setOpensAt] = useState(localMoment(stored?.opensAt));
  const [closesAt, setClosesAt] = useState(localMoment(stored?.closesAt));
  const [most, setMost] = useState(stored?.mostAnswers?.toString() ?? '');
  const [open, setOpen] = useState(stored?.open ?? true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const fields = (model.object(object)?.fields ?? []).filter((field) =>
    ASKED_TYPES.has(field.type),
  );

  const save = async () => {
    setBusy(true);
    setProblem(null);
    const said = {
      title: title.trim(),
      intro: intro.trim() || null,
      thanks: thanks.trim() || null,
      redirect: redirect.trim() || null,
      fields: asked,
      open,
      opensAt: momentOf(opensAt),
      closesAt: momentOf(closesAt),
      mostAnswers: most.trim() === '' ? null : Number(most),
    };
    try {
      await (stored ? changeForm(stored.id, said) : createForm({ ...said, object }));
      onSaved();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={stored ? t('publicForms.edit') : t('publicForms.add')}
      size="lg"
      action={stored ? t('common.save') : t('publicForms.publish')}
      busy={busy}
      disabled={object === '' || title.trim() === '' || asked.length === 0}
      onSubmit={save}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      {!stored && (
        <FieldFrame label={t('publicForms.object')} required error={at('/object')}>
          <Select
            value={object === '' ? null : object}
            placeholder={t('publicForms.chooseObject')}
            options={model.objects.map((one) => ({
              value: one.name,
              label: labelOf(one, locale),
            }))}
            onChange={(name) => {
              setObject(name);
              setAsked([]);
            }}
          />
        </FieldFrame>
      )}
      <FieldFrame label={t('publicForms.heading')} required error={at('/title')}>
        <TextInput maxLength={200} value={title} onChange={setTitle} />
      </FieldFrame>
      <FieldFrame label={t('publicForms.intro')} error={at('/intro')}>
        <TextArea maxLength={5000} value={intro} onChange={setIntro} />
      </FieldFrame>
      {fields.length > 0 && (
        <div>
          <div className={styles.fields} role="group" aria-label={t('publicForms.fields')}>
            {fields.map((field) => (
              <Asked
                key={field.name}
                field={field}
                asked={asked.find((one) => one.field === field.name)}
                onChange={(next) =>
                  setAsked((all) =>
                    next === null
                      ? all.filter((one) => one.field !== field.name)
                      : all.some((one) => one.field === field.name)
                        ? all.map((one) => (one.field === field.name ? next : one))
                        : [...all, next],
                  )
                }
              />
            ))}
          </div>
          {at('/fields') && (
            <p className={styles.wrong} role="alert">
              {at('/fields')}
            </p>
          )}
        </div>
      )}
      <FieldFrame label={t('publicForms.thanks')} error={at('/thanks')}>
        <TextInput maxLength={5000} value={thanks} onChange={setThanks} />
      </FieldFrame>
      <FieldFrame
        label={t('publicForms.redirect')}
        help={t('publicForms.redirectHelp')}
        error={at('/redirect')}
      >
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          placeholder="https://www.example.com/thanks"
          value={redirect}
          onChange={setRedirect}
        />
      </FieldFrame>
      <div className={styles.two}>
        <FieldFrame label={t('publicForms.opensAt')} error={at('/opensAt')}>
          <TextInput type="datetime-local" value={opensAt} onChange={setOpensAt} />
        </FieldFrame>
        <FieldFrame label={t('publicForms.closesAt')} error={at('/closesAt')}>
          <TextInput type="datetime-local" value={closesAt} onChange={setClosesAt} />
        </FieldFrame>
      </div>
      <FieldFrame label={t('publicForms.most')} error={at('/mostAnswers')}>
        <TextInput inputMode="numeric" value={most} onChange={setMost} />
      </FieldFrame>
      <Checkbox checked={open} onChange={setOpen}>
        {t('publicForms.open')}
      </Checkbox>
    </FormDialog>
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
        <Checkbox
          checked={(asked.required ?? false) || field.required}
          disabled={field.required}
          onChange={(required) => onChange({ ...asked, required })}
        >
          {t('publicForms.required')}
        </Checkbox>
      )}
    </div>
  );
}
