import { useRef, useState } from 'react';
import { changeField, changePart, createField } from '@/api/metadata';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition, FieldTypeName, ObjectDefinition } from '@/schema/metadata';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ConversionDialog } from '../convert/ConversionDialog';
import { isNarrowed } from '../convert/conversion';
import { FieldTypeChoice } from '../convert/FieldTypeChoice';
import { errorsUnder, placeErrors } from '../draft/errors';
import {
  draftedField,
  fieldBody,
  fieldPatch,
  fieldPlaces,
  fromField,
  newField,
  type FieldDraft,
} from '../draft/fieldDraft';
import { inLayout } from '../draft/layoutDraft';
import { modelWith, withField } from '../draft/objectDraft';
import { FieldEditor } from '../fields/FieldEditor';
import { RejectionNotice } from '../RejectionNotice';
import { useChange } from '../useChange';

interface FieldDialogProps {
  object: ObjectDefinition;
  type: FieldTypeName;
  stored?: FieldDefinition;
  onClose: () => void;
}

/** A field of an object that is in use: a new one, or one that is changed. */
export function FieldDialog({ object, type, stored, onClose }: FieldDialogProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const [draft, setDraft] = useState<FieldDraft>(() =>
    stored ? fromField(stored) : newField(type),
  );
  const [isConverting, setConverting] = useState(false);
  const { busy, rejection, submit, refuse } = useChange();
  const form = useRef<HTMLFormElement>(null);

  const body = fieldBody(draft);
  const isRetyped = stored !== undefined && draft.type !== stored.type;
  const errors = placeErrors(rejection, body, fieldPlaces(draft));
  const drafted = withField(object, stored?.name ?? null, draftedField(draft));

  const change = async () => {
    if (stored) {
      const patch = fieldPatch(stored, draft);
      if (Object.keys(patch).length > 0) {
        await changeField(object.name, stored.name, patch);
      }
      return;
    }
    await createField(object.name, body);
    // Where somebody has arranged the form, a new field would otherwise be seen nowhere.
    const layout = object.layouts.find((one) => one.name === 'form');
    if (layout && layout.sections.length > 0) {
      await changePart(object.name, 'layouts', layout.name, {
        sections: inLayout(layout.sections, draft.name),
      });
    }
  };

  const showRefused = () => focusFirstInvalid(() => form.current);

  const save = async () => {
    if (isRetyped) {
      setConverting(true);
    } else if (await submit(body, change)) {
      toast(
        t(stored ? 'designer.fields.changed' : 'designer.fields.created', {
          field: draft.label || draft.name,
        }),
      );
      onClose();
    } else {
      showRefused();
    }
  };

  if (stored && isConverting) {
    return (
      <ConversionDialog
        object={object}
        stored={stored}
        draft={draft}
        onBack={(refused) => {
          setConverting(false);
          if (refused) {
            refuse(refused.sent, refused.problem);
            showRefused();
          }
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title={
        stored
          ? t('designer.fields.edit', { field: labelOf(stored, locale) })
          : t('designer.fields.new', { type: t(`designer.types.${type}.name`) })
      }
      action={t(
        isRetyped ? 'designer.convert.check' : stored ? 'common.save' : 'designer.fields.create',
      )}
      busy={busy}
      form={form}
      onSubmit={save}
      onClose={onClose}
    >
      <FieldTypeChoice stored={stored} draft={draft} onChange={setDraft} />
      <RejectionNotice rejection={rejection} errors={errors} />
      {stored && isNarrowed(rejection) && (
        <Notice
          kind="warning"
          actions={
            <Button size="sm" onClick={() => setConverting(true)}>
              {t('designer.convert.offer')}
            </Button>
          }
        >
          {t('designer.convert.narrowed')}
        </Notice>
      )}
      <FieldEditor
        model={modelWith(model, drafted)}
        object={drafted}
        draft={draft}
        onChange={setDraft}
        errors={errorsUnder(errors, '')}
        stored={stored}
      />
    </FormDialog>
  );
}
