import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { deleteField, restoreField } from '@/api/metadata';
import { countQuery } from '@/api/queries';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { toast } from '@/shared/ui/Toasts';
import { NO_ERRORS, placeErrors } from '../draft/errors';
import { isFilled } from '../draft/fieldDraft';
import { isFieldType } from '../fieldTypes';
import { listingsOf } from '../impact';
import { RejectionNotice } from '../RejectionNotice';
import { useChange, useQuickChange } from '../useChange';
import styles from './FieldDialog.module.css';

interface DeleteFieldDialogProps {
  object: ObjectDefinition;
  field: FieldDefinition;
  onClose: () => void;
}

/** Asks before a field is deleted, naming what goes with it. */
export function DeleteFieldDialog({ object, field, onClose }: DeleteFieldDialogProps) {
  const t = useText();
  const cancel = useRef<HTMLButtonElement>(null);
  const locale = useLocale();
  const { busy, rejection, submit } = useChange();
  const quickly = useQuickChange();
  const hasValues =
    isFieldType(field.type) && !(isFilled(field.type) && field.type !== 'autoNumber');
  const values = useQuery({
    ...countQuery(object.name, `has(${field.name})`),
    enabled: hasValues,
  });
  const listings = listingsOf(object, field);
  const label = labelOf(field, locale);
  const errors = rejection ? placeErrors(rejection, {}, []) : NO_ERRORS;

  const remove = async () => {
    if (await submit({}, () => deleteField(object.name, field.name))) {
      toast(
        t('designer.fields.wasDeleted', { field: label }),
        () => void quickly(() => restoreField(object.name, field.name)),
      );
      onClose();
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      initialFocus={cancel}
      title={t('designer.fields.deleteTitle', { field: label })}
      description={t('designer.fields.deleteText')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            {t('designer.fields.deleteAction')}
          </Button>
        </>
      }
    >
      <ul className={styles.losses}>
        {values.data !== undefined && (
          <li>{t('designer.fields.loseValues', { count: values.data })}</li>
        )}
        {listings.layouts.length > 0 && (
          <li>{t('designer.fields.loseLayouts', { names: listings.layouts.join(', ') })}</li>
        )}
        {listings.views.length > 0 && (
          <li>{t('designer.fields.loseViews', { names: listings.views.join(', ') })}</li>
        )}
        {listings.isTitle && <li>{t('designer.fields.loseTitle')}</li>}
      </ul>
      {rejection && <p>{t('designer.fields.inUse')}</p>}
      <RejectionNotice rejection={rejection} errors={errors} />
    </Dialog>
  );
}
