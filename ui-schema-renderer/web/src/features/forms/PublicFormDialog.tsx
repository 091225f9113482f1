import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeForm, createForm, type AskedField, type PublicForm } from '@/api/forms';
import { toProblem, type Problem } from '@/api/problem';
import { usersQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { labelOf } from '@/schema/labels';
import { writeValues } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import { ASKED_TYPES, localMoment, momentOf } from './asked';
import { AskedFields } from './AskedFields';
import { canBeFixed, fixedChanges, fixedValues } from './fixed';
import { FixedValues } from './FixedValues';
import styles from './Forms.module.css';

const PLACES = [
  '/object',
  '/title',
  '/intro',
  '/thanks',
  '/redirect',
  '/fields',
  '/owner',
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
  const [before] = useState(() => {
    const known = model.object(object);
    return known ? fixedValues(model, known, stored?.fixed ?? {}) : {};
  });
  const [fixed, setFixed] = useState(before);
  const [owner, setOwner] = useState(stored?.owner ?? null);
  const [opensAt, setOpensAt] = useState(localMoment(stored?.opensAt));
  const [closesAt, setClosesAt] = useState(localMoment(stored?.closesAt));
  const [most, setMost] = useState(stored?.mostAnswers?.toString() ?? '');
  const [open, setOpen] = useState(stored?.open ?? true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { data: users = [] } = useQuery(usersQuery);
  const chosen = model.object(object);
  const fields = chosen?.fields.filter((field) => ASKED_TYPES.has(field.type)) ?? [];
  const fixable =
    chosen?.fields.filter(
      (field) => canBeFixed(field) && !asked.some((one) => one.field === field.name),
    ) ?? [];
  const { at, isShown } = useFieldErrors(problem, [
    ...PLACES,
    ...fixable.map(({ name }) => `/fixed/${name}`),
  ]);

  const save = async () => {
    if (!chosen) {
      return;
    }
    setBusy(true);
    setProblem(null);
    const said = {
      title: title.trim(),
      intro: intro.trim() || null,
      thanks: thanks.trim() || null,
      redirect: redirect.trim() || null,
      fields: asked,
      owner,
      open,
      opensAt: momentOf(opensAt),
      closesAt: momentOf(closesAt),
      mostAnswers: most.trim() === '' ? null : Number(most),
    };
    try {
      const given = Object.fromEntries(
        Object.entries(fixed).filter(([name]) => fixable.some((field) => field.name === name)),
      );
      const values = writeValues(chosen, fixedChanges(before, given));
      await (stored
        ? changeForm(stored.id, said, values)
        : createForm({ ...said, object }, values));
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
              setFixed({});
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
        <AskedFields fields={fields} asked={asked} error={at('/fields')} onChange={setAsked} />
      )}
      {chosen && (
        <FixedValues
          fields={fixable}
          values={fixed}
          errorAt={(name) => at(`/fixed/${name}`)}
          onChange={setFixed}
        />
      )}
      <FieldFrame
        label={t('publicForms.owner')}
        help={t('publicForms.ownerHelp')}
        error={at('/owner')}
      >
        <Combobox<User>
          items={users.filter((user) => user.active)}
          value={users.find((user) => user.id === owner) ?? null}
          onChange={(user) => setOwner(user?.id ?? null)}
          keyOf={(user) => user.id}
          labelOf={(user) => user.name}
          placeholder={t('publicForms.publisher')}
          clearable
        />
      </FieldFrame>
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
