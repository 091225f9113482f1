import { useRef, useState } from 'react';
import { changePart, createPart } from '@/api/metadata';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition, ValidationDefinition } from '@/schema/metadata';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ExpressionInput } from '@/views/ExpressionInput';
import { placeErrors } from '../draft/errors';
import {
  fromValidation,
  VALIDATION_PLACES,
  validationBody,
  withoutNulls,
  type ValidationDraft,
} from '../draft/validationDraft';
import { RejectionNotice, useErrorText, useExpressionError } from '../RejectionNotice';
import { useChange } from '../useChange';
import styles from './FieldDialog.module.css';

interface ValidationDialogProps {
  object: ObjectDefinition;
  stored?: ValidationDefinition;
  onClose: () => void;
}

/** Stands for "no field" in the list of fields: no field can have this name. */
const NONE = '-';

export function ValidationDialog({ object, stored, onClose }: ValidationDialogProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const [draft, setDraft] = useState(() => fromValidation(stored));
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLFormElement>(null);
  const taken = object.validations.map((one) => one.name);
  const body = validationBody(draft, taken);
  const errors = placeErrors(rejection, body, VALIDATION_PLACES);
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const set = (change: Partial<ValidationDraft>) => setDraft({ ...draft, ...change });

  const save = async () => {
    const accepted = await submit(body, () =>
      stored
        ? changePart(object.name, 'validations', stored.name, body)
        : createPart(object.name, 'validations', withoutNulls(body)),
    );
    if (accepted) {
      onClose();
    } else {
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <FormDialog
      title={t(stored ? 'designer.validations.editTitle' : 'designer.validations.add')}
      action={t('common.save')}
      busy={busy}
      form={form}
      onSubmit={save}
      onClose={onClose}
    >
      <RejectionNotice rejection={rejection} errors={errors} />
      <ExpressionInput
        model={model}
        object={object}
        label={t('designer.validations.expression')}
        help={t('designer.validations.expressionHelp')}
        placeholder={'stage != "won" || amount > 0'}
        required
        autoFocus
        value={draft.expression}
        onChange={(expression) => set({ expression })}
        error={expressionAt('/expression')}
      />
      <FieldFrame
        label={t('designer.validations.message')}
        help={t('designer.validations.messageHelp')}
        required
        error={textAt('/message')}
      >
        <TextInput maxLength={500} value={draft.message} onChange={(message) => set({ message })} />
      </FieldFrame>
      <div className={styles.two}>
        <FieldFrame label={t('designer.validations.field')} error={textAt('/field')}>
          <Select
            value={draft.field ?? NONE}
            options={[
              { value: NONE, label: t('designer.validations.wholeRecord') },
              ...object.fields.map((field) => ({
                value: field.name,
                label: labelOf(field, locale),
              })),
            ]}
            onChange={(field) => set({ field: field === NONE ? null : field })}
          />
        </FieldFrame>
        <FieldFrame
          label={t('designer.validations.code')}
          help={t('designer.validations.codeHelp')}
          error={textAt('/code')}
        >
          <TextInput
            className={styles.mono}
            placeholder="won_needs_amount"
            spellCheck={false}
            value={draft.code}
            onChange={(code) => set({ code })}
          />
        </FieldFrame>
      </div>
    </FormDialog>
  );
}
