import { useRef, useState } from 'react';
import { changeField, changePart, createField } from '@/api/metadata';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition, FieldTypeName, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
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
import { TypeTile } from '../fields/TypeTile';
import { RejectionNotice } from '../RejectionNotice';
import { useChange } from '../useChange';
import styles from './FieldDialog.module.css';

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
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLFormElement>(null);

  const body = fieldBody(draft);
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

  const save = async () => {
    if (await submit(body, change)) {
      toast(
        t(stored ? 'designer.fields.changed' : 'designer.fields.created', {
          field: draft.label || draft.name,
        }),
      );
      onClose();
    } else {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={
        stored
          ? t('designer.fields.edit', { field: labelOf(stored, locale) })
          : t('designer.fields.new', { type: t(`designer.types.${type}.name`) })
      }
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" type="submit" form="field-form" busy={busy}>
            {t(stored ? 'common.save' : 'designer.fields.create')}
          </Button>
        </>
      }
    >
      <form
        id="field-form"
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p className={styles.type}>
          <TypeTile type={type} />
          <span>
            {t(`designer.types.${type}.name`)}
            <span className={styles.hint}>
              {stored ? t('designer.field.typeKept') : t(`designer.types.${type}.hint`)}
            </span>
          </span>
        </p>
        <RejectionNotice rejection={rejection} errors={errors} />
        <FieldEditor
          model={modelWith(model, drafted)}
          object={drafted}
          draft={draft}
          onChange={setDraft}
          errors={errorsUnder(errors, '')}
          stored={stored}
        />
      </form>
    </Dialog>
  );
}
