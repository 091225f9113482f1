import { useRef, useState } from 'react';
import { changePart, createPart } from '@/api/metadata';
import type { ObjectDefinition, Operation, RuleAction, RuleDefinition } from '@/schema/metadata';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Segmented } from '@/shared/ui/Tabs';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ExpressionInput } from '@/views/ExpressionInput';
import { placeErrors } from '../draft/errors';
import {
  atMoment,
  fromRule,
  newRule,
  ruleBody,
  rulePlaces,
  toggled,
  type RuleDraft,
} from '../draft/ruleDraft';
import { withoutNulls } from '../draft/validationDraft';
import { RejectionNotice, useErrorText, useExpressionError } from '../RejectionNotice';
import { useChange } from '../useChange';
import { RuleActions } from './RuleActions';
import { RuleSentence } from './RuleSentence';
import styles from './Rules.module.css';

interface RuleDialogProps {
  object: ObjectDefinition;
  stored?: RuleDefinition;
  onClose: () => void;
}

/** A rule, with the sentence that it makes on top. */
export function RuleDialog({ object, stored, onClose }: RuleDialogProps) {
  const t = useText();
  const { model } = useApp();
  const [draft, setDraft] = useState<RuleDraft>(() => (stored ? fromRule(stored) : newRule()));
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLFormElement>(null);
  const body = ruleBody(
    draft,
    object.rules.map((rule) => rule.name),
  );
  const errors = placeErrors(rejection, body, rulePlaces(draft));
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const set = (change: Partial<RuleDraft>) => setDraft({ ...draft, ...change });

  const save = async () => {
    const accepted = await submit(body, () =>
      stored
        ? changePart(object.name, 'rules', stored.name, body)
        : createPart(object.name, 'rules', withoutNulls(body)),
    );
    if (accepted) {
      onClose();
    } else {
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <FormDialog
      size="lg"
      title={t(stored ? 'designer.rules.editTitle' : 'designer.rules.add')}
      action={t('common.save')}
      busy={busy}
      form={form}
      onSubmit={save}
      onClose={onClose}
    >
      <div className={styles.said} aria-live="polite">
        <RuleSentence object={object} rule={{ ...body, actions: body.actions as RuleAction[] }} />
      </div>
      <RejectionNotice rejection={rejection} errors={errors} />
      <div className={styles.named}>
        <FieldFrame
          label={t('designer.rules.label')}
          required
          error={textAt('/label') ?? textAt('/name')}
        >
          <TextInput
            autoFocus
            maxLength={120}
            placeholder={t('designer.rules.labelExample')}
            value={draft.label}
            onChange={(label) => set({ label })}
          />
        </FieldFrame>
        <FieldFrame label={t('designer.rules.priority')} error={textAt('/priority')}>
          <TextInput
            inputMode="numeric"
            value={draft.priority}
            onChange={(priority) => set({ priority })}
          />
        </FieldFrame>
      </div>
      <When draft={draft} onChange={setDraft} error={textAt('/on') ?? textAt('/moment')} />
      <fieldset className={styles.block}>
        <legend>{t('designer.rules.ifLegend')}</legend>
        <ExpressionInput
          model={model}
          object={object}
          label={t('designer.rules.condition')}
          hiddenLabel
          help={t('designer.rules.conditionHelp')}
          placeholder={'stage == "won" && old.stage != stage'}
          value={draft.condition}
          onChange={(condition) => set({ condition })}
          error={expressionAt('/condition')}
        />
      </fieldset>
      <fieldset className={styles.block}>
        <legend>
          {t(
            draft.moment === 'beforeSave' ? 'designer.rules.thenSet' : 'designer.rules.thenCreate',
          )}
        </legend>
        <RuleActions object={object} draft={draft} onChange={setDraft} errors={errors} />
      </fieldset>
    </FormDialog>
  );
}

interface WhenProps {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
  error: string | undefined;
}

function When({ draft, onChange, error }: WhenProps) {
  const t = useText();
  const operations: Operation[] =
    draft.moment === 'beforeSave' ? ['create', 'update'] : ['create', 'update', 'delete'];
  return (
    <fieldset className={styles.block}>
      <legend>{t('designer.rules.whenLegend')}</legend>
      <div className={styles.when}>
        <Segmented
          label={t('designer.rules.moment')}
          value={draft.moment}
          onChange={(moment) => onChange(atMoment(draft, moment))}
          options={[
            { value: 'beforeSave', label: t('designer.rules.beforeSave') },
            { value: 'afterCommit', label: t('designer.rules.afterCommit') },
          ]}
        />
        {operations.map((operation) => (
          <Checkbox
            key={operation}
            checked={draft.on.includes(operation)}
            disabled={draft.on.length === 1 && draft.on.includes(operation)}
            onChange={() => onChange({ ...draft, on: toggled(draft.on, operation) })}
          >
            {t(`designer.rules.operation.${operation}`)}
          </Checkbox>
        ))}
      </div>
      <p className={styles.help}>
        {t(
          draft.moment === 'beforeSave' ? 'designer.rules.beforeHelp' : 'designer.rules.afterHelp',
        )}
      </p>
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
