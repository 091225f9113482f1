import { useState } from 'react';
import { massUpdate } from '@/api/records';
import { toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import type { Job } from '@/api/types';
import { kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import type { FieldValue } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { toastError } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { changeOf, filterOf, sizeOf, type Choice } from './massChange';

interface MassEditDialogProps {
  object: ObjectDefinition;
  choice: Choice;
  onClose: () => void;
  onStarted: (job: Job) => void;
}

/** One field of many records becomes one value, or loses it. */
export function MassEditDialog({ object, choice, onClose, onStarted }: MassEditDialogProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const fields = object.fields
    .map((field) => fieldViewOf(model, field, locale))
    .filter((field) => !field.readOnly);
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<FieldValue>(null);
  const [busy, setBusy] = useState(false);
  const field = fields.find((one) => one.name === name);
  const kind = field && kindOf(field);

  const start = async () => {
    if (!field) {
      return;
    }
    setBusy(true);
    try {
      onStarted(await massUpdate(object, filterOf(choice), changeOf(field.name, value)));
      onClose();
    } catch (error) {
      const words = problemText(toProblem(error), t, locale);
      toastError(words.title, words.detail);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('mass.editTitle', { count: sizeOf(choice) })}
      description={t('mass.editHelp')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={!field} onClick={() => void start()}>
            {t('mass.change')}
          </Button>
        </>
      }
    >
      <FieldFrame label={t('mass.field')}>
        <Select
          value={name}
          options={fields.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(next) => {
            setName(next);
            setValue(null);
          }}
          placeholder={t('mass.chooseField')}
        />
      </FieldFrame>
      {field && kind && (
        <FieldFrame label={field.label} help={t('mass.emptyHelp')}>
          <kind.Input key={field.name} field={field} value={value} onChange={setValue} />
        </FieldFrame>
      )}
    </Dialog>
  );
}
