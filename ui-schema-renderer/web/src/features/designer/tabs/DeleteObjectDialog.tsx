import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { deleteObject, restoreObject } from '@/api/metadata';
import { toProblem } from '@/api/problem';
import { countQuery, refreshModel } from '@/api/queries';
import { labelOf, pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { placeErrors, type Rejection } from '../draft/errors';
import { blockersOf } from '../impact';
import { RejectionNotice } from '../RejectionNotice';
import { useQuickChange } from '../useChange';
import styles from './FieldDialog.module.css';

interface DeleteObjectDialogProps {
  object: ObjectDefinition;
  onClose: () => void;
}

/** Asks before an object is deleted: what is lost, what stands in the way, and its name. */
export function DeleteObjectDialog({ object, onClose }: DeleteObjectDialogProps) {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { model } = useApp();
  const quickly = useQuickChange();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [rejection, setRejection] = useState<Rejection | null>(null);
  const records = useQuery(countQuery(object.name, ''));
  const blockers = blockersOf(model, object);
  const label = pluralOf(object, locale);

  const remove = async () => {
    setBusy(true);
    try {
      await deleteObject(object.name);
      // First away from the page, which could not be shown any more.
      await navigate('/designer');
      await refreshModel(client);
      toast(
        t('designer.settings.wasDeleted', { object: label }),
        () => void quickly(() => restoreObject(object.name)),
      );
    } catch (error) {
      setRejection({ problem: toProblem(error), sent: {} });
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('designer.settings.deleteTitle', { object: label })}
      description={t('designer.settings.deleteText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            busy={busy}
            disabled={typed.trim() !== object.name || blockers.length > 0}
            onClick={() => void remove()}
          >
            {t('designer.settings.delete')}
          </Button>
        </>
      }
    >
      <ul className={styles.losses}>
        {records.data !== undefined && records.data > 0 && (
          <li>{t('designer.settings.loseRecords', { count: records.data })}</li>
        )}
        <li>{t('designer.settings.loseFields', { count: object.fields.length })}</li>
        {object.rules.length > 0 && (
          <li>{t('designer.settings.loseRules', { count: object.rules.length })}</li>
        )}
        {object.validations.length > 0 && (
          <li>{t('designer.settings.loseValidations', { count: object.validations.length })}</li>
        )}
      </ul>
      {blockers.length > 0 ? (
        <Notice kind="warning">
          {t('designer.settings.blocked')}{' '}
          {blockers
            .map((found) => `${labelOf(found.object, locale)} → ${labelOf(found.field, locale)}`)
            .join(', ')}
        </Notice>
      ) : (
        <FieldFrame label={t('designer.settings.typeName', { name: object.name })}>
          <TextInput
            className={styles.mono}
            autoFocus
            spellCheck={false}
            autoCapitalize="off"
            value={typed}
            onChange={setTyped}
          />
        </FieldFrame>
      )}
      <RejectionNotice rejection={rejection} errors={placeErrors(rejection, {}, [])} />
    </Dialog>
  );
}
