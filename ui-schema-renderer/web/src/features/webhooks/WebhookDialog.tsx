import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { changeWebhook, createWebhook, type MadeWebhook, type Webhook } from '@/api/webhooks';
import { useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Webhooks.module.css';

const OPERATIONS = ['create', 'update', 'delete', 'restore'] as const;
const PLACES = ['/name', '/url', '/objects', '/operations', '/filter'];

interface WebhookDialogProps {
  /** The webhook to change; a new one is made where there is none. */
  stored?: Webhook;
  onMade: (webhook: MadeWebhook) => void;
  onChanged: () => void;
  onClose: () => void;
}

/** Adds a webhook, or changes one. */
export function WebhookDialog({ stored, onMade, onChanged, onClose }: WebhookDialogProps) {
  const t = useText();
  const { me, model } = useApp();
  const [name, setName] = useState(stored?.name ?? '');
  const [url, setUrl] = useState(stored?.url ?? '');
  const [active, setActive] = useState(stored?.active ?? true);
  const [which, setWhich] = useState<'all' | 'some'>(stored?.objects ? 'some' : 'all');
  const [objects, setObjects] = useState(stored?.objects ?? []);
  const [operations, setOperations] = useState<Webhook['operations']>(
    stored?.operations ?? [...OPERATIONS],
  );
  const [filter, setFilter] = useState(stored?.filter ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const one = which === 'some' && objects.length === 1;

  const save = async () => {
    setBusy(true);
    setProblem(null);
    const said = {
      name: name.trim(),
      url: url.trim(),
      active,
      objects: which === 'all' ? null : objects,
      operations,
      filter: one && filter.trim() !== '' ? filter.trim() : null,
    };
    try {
      if (stored) {
        await changeWebhook(stored.id, said);
        onChanged();
      } else {
        onMade(await createWebhook(said));
      }
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={stored ? t('webhooks.edit') : t('webhooks.add')}
      description={stored && stored.maker.id !== me.user.id ? t('webhooks.takeOver') : undefined}
      size="lg"
      action={stored ? t('common.save') : t('webhooks.create')}
      busy={busy}
      disabled={
        name.trim() === '' ||
        url.trim() === '' ||
        operations.length === 0 ||
        (which === 'some' && objects.length === 0)
      }
      onSubmit={save}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      <FieldFrame label={t('webhooks.name')} required error={at('/name')}>
        <TextInput autoFocus maxLength={100} value={name} onChange={setName} />
      </FieldFrame>
      <FieldFrame
        label={t('webhooks.url')}
        required
        help={t('webhooks.urlHelp')}
        error={at('/url')}
      >
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          placeholder="https://hooks.example.com/armature"
          value={url}
          onChange={setUrl}
        />
      </FieldFrame>
      <fieldset className={styles.fields}>
        <legend>{t('webhooks.operations')}</legend>
        {OPERATIONS.map((operation) => (
          <Checkbox
            key={operation}
            checked={operations.includes(operation)}
            onChange={(checked) => setOperations(withItem(operations, operation, checked))}
          >
            {t(`webhooks.operation.${operation}`)}
          </Checkbox>
        ))}
      </fieldset>
      <FieldFrame label={t('webhooks.which')} error={at('/objects')}>
        <Select
          value={which}
          options={(['all', 'some'] as const).map((value) => ({
            value,
            label: t(`webhooks.${value}`),
          }))}
          onChange={setWhich}
        />
      </FieldFrame>
      {which === 'some' && (
        <div className={styles.objects} role="group" aria-label={t('webhooks.which')}>
          {model.objects.map((object) => (
            <Checkbox
              key={object.name}
              checked={objects.includes(object.name)}
              onChange={(checked) => setObjects(withItem(objects, object.name, checked))}
            >
              {object.label}
            </Checkbox>
          ))}
        </div>
      )}
      {one && (
        <FieldFrame
          label={t('webhooks.filter')}
          help={t('webhooks.filterHelp')}
          error={at('/filter')}
        >
          <TextInput spellCheck={false} autoCapitalize="off" value={filter} onChange={setFilter} />
        </FieldFrame>
      )}
      <Checkbox checked={active} onChange={setActive}>
        {t('webhooks.active')}
      </Checkbox>
    </FormDialog>
  );
}
