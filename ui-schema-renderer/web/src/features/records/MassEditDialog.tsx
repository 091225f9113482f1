import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { massUpdate } from '@/api/records';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { isRunning, jobQuery } from '@/api/queries';
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
import { Notice } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { JobBar } from '@/views/jobs/JobBar';
import { useTellProblem } from '@/views/useTellProblem';
import { changeOf, filterOf, sizeOf, type Choice } from './massChange';

interface MassEditDialogProps {
  object: ObjectDefinition;
  choice: Choice;
  onClose: () => void;
  onStarted: (job: Job) => void;
}

/** So many different reasons of refusals are told. */
const MOST_REASONS = 5;

/** One field of many records becomes one value, or loses it. */
export function MassEditDialog({ object, choice, onClose, onStarted }: MassEditDialogProps) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const { model } = useApp();
  const fields = object.fields
    .map((field) => fieldViewOf(model, field, locale))
    .filter((field) => !field.readOnly);
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<FieldValue>(null);
  const [busy, setBusy] = useState(false);
  const field = fields.find((one) => one.name === name);
  const kind = field && kindOf(field);

  // What was tried out is what was chosen then.
  const [trial, setTrial] = useState<{ of: string; job: Job } | null>(null);
  const wish = JSON.stringify([name, value]);
  const tried = trial?.of === wish ? trial.job : null;

  const [refusal, setRefusal] = useState<{ of: string; problem: Problem } | null>(null);
  const [wrong] = refusal?.of === wish ? refusal.problem.errors : [];
  const definition = object.fields.find((one) => one.name === name);

  const start = async (dryRun: boolean) => {
    if (!field) {
      return;
    }
    setBusy(true);
    try {
      const change = changeOf(field.name, value);
      const job = await massUpdate(object, filterOf(choice), change, dryRun);
      if (!dryRun) {
        onStarted(job);
        onClose();
        return;
      }
      setTrial({ of: wish, job });
    } catch (error) {
      const refused = toProblem(error);
      if (refused.errors.length > 0) {
        setRefusal({ of: wish, problem: refused });
      } else {
        tell(refused);
      }
    }
    setBusy(false);
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
          <Button disabled={!field || busy} onClick={() => void start(true)}>
            {t('mass.tryOut')}
          </Button>
          <Button variant="primary" busy={busy} disabled={!field} onClick={() => void start(false)}>
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
        <FieldFrame
          label={field.label}
          help={t('mass.emptyHelp')}
          error={wrong && errorText(wrong, definition, t, locale)}
        >
          <kind.Input key={field.name} field={field} value={value} onChange={setValue} />
        </FieldFrame>
      )}
      {tried && <Trial started={tried} />}
    </Dialog>
  );
}

/** What a change would do, found out without doing it. */
function Trial({ started }: { started: Job }) {
  const t = useText();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const job = useQuery(jobQuery(started.id)).data ?? started;
  if (isRunning(job)) {
    return <JobBar job={job} />;
  }
  if (job.state !== 'done') {
    return <Notice kind="danger">{job.error ?? t('jobs.state.failed')}</Notice>;
  }
  const reasons = new Set(
    (job.refusals ?? []).flatMap(({ errors }) =>
      errors.map((error) => errorText(error, undefined, t, locale)),
    ),
  );
  return (
    <Notice kind={job.refused > 0 ? 'warning' : 'success'}>
      <p>
        {t('mass.tried', {
          changed: number.format(job.updated),
          refused: number.format(job.refused),
        })}
      </p>
      {[...reasons].slice(0, MOST_REASONS).map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </Notice>
  );
}
