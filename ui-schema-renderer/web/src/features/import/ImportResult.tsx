import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { cancelJob, undoJob } from '@/api/administration';
import { isRunning } from '@/api/queries';
import type { Job, MissingMetadata } from '@/api/types';
import { JobDialog } from '@/features/administration/JobDialog';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText, type Text } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { Notice } from '@/shared/ui/States';
import { JobBar } from '@/views/jobs/JobBar';
import { useJobAct } from '@/views/jobs/useJobAct';
import { listPath } from '@/views/paths';
import styles from './Import.module.css';

interface ImportResultProps {
  object: ObjectDefinition;
  job: Job;
  /** Another job follows, which undoes this one. */
  onStarted: (job: Job) => void;
}

/** How far an import or its trial is, what became of it, and the way back. */
export function ImportResult({ object, job, onStarted }: ImportResultProps) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { busy, act } = useJobAct();
  const runs = isRunning(job);
  const missing = job.parameters.missing;

  return (
    <section className={styles.result} aria-label={t('import.result')}>
      <div className={styles.resultHead}>
        <h2 className={styles.resultTitle} role="status">
          {statusText(job, t)}
        </h2>
        {job.parameters.dryRun && <Badge color="purple">{t('jobs.dryRun')}</Badge>}
        {runs && (
          <Button
            size="sm"
            busy={busy}
            disabled={job.cancelRequested}
            onClick={() =>
              void act(
                () => cancelJob(job.id),
                () => void client.invalidateQueries({ queryKey: ['jobs'] }),
              )
            }
          >
            {t(job.cancelRequested ? 'jobs.cancelling' : 'common.cancel')}
          </Button>
        )}
      </div>
      {runs && <JobBar job={job} />}
      <Counts job={job} />
      {job.error && <Notice kind="danger">{job.error}</Notice>}
      {missing && <Made object={object} missing={missing} isDryRun={!!job.parameters.dryRun} />}
      {!runs && (
        <div className={styles.buttons}>
          {job.refused > 0 && (
            <Button onClick={() => setOpen(true)}>
              {t('import.showRefused', {
                count: job.refused,
                shown: new Intl.NumberFormat(locale).format(job.refused),
              })}
            </Button>
          )}
          {job.undoable && job.kind === 'import' && (
            <Button
              icon={<Undo2 />}
              busy={busy}
              onClick={() => void act(() => undoJob(job.id), onStarted)}
            >
              {t('jobs.undo')}
            </Button>
          )}
          {!job.parameters.dryRun && (
            <ButtonLink to={listPath(object.name)}>{t('import.toList')}</ButtonLink>
          )}
        </div>
      )}
      {isOpen && <JobDialog id={job.id} onClose={() => setOpen(false)} />}
    </section>
  );
}

function statusText(job: Job, t: Text): string {
  if (job.kind === 'undo') {
    return t(isRunning(job) ? 'import.undoing' : 'import.undone');
  }
  if (isRunning(job)) {
    return t('import.running');
  }
  return job.state === 'done' && job.parameters.dryRun
    ? t('import.tried')
    : t(`import.ended.${job.state === 'done' || job.state === 'cancelled' ? job.state : 'failed'}`);
}

function Counts({ job }: { job: Job }) {
  const t = useText();
  const number = new Intl.NumberFormat(useLocale());
  const counts = [
    [t('jobs.processed'), job.processed],
    [t('jobs.created'), job.created],
    [t('jobs.updated'), job.updated],
    ...(job.deleted > 0 ? [[t('jobs.deleted'), job.deleted] as const] : []),
    [t('jobs.refused'), job.refused],
  ] as const;
  return (
    <dl className={styles.counts}>
      {counts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{number.format(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface MadeProps {
  object: ObjectDefinition;
  missing: MissingMetadata;
  isDryRun: boolean;
}

/** The fields and options that an import made, or would make. */
function Made({ object, missing, isDryRun }: MadeProps) {
  const t = useText();
  const locale = useLocale();
  if (missing.fields.length + missing.options.length === 0) {
    return null;
  }
  return (
    <div>
      <h3 className={styles.small}>{t(isDryRun ? 'import.wouldMake' : 'import.made')}</h3>
      <ul className={styles.made}>
        {missing.fields.map(({ definition }) => (
          <li key={definition.name}>
            {t('import.madeField', { label: definition.label, type: definition.type })}
          </li>
        ))}
        {missing.options.map(({ field, values }) => {
          const known = object.fields.find((one) => one.name === field);
          return (
            <li key={field}>
              {t('import.madeOptions', {
                field: known ? labelOf(known, locale) : field,
                options: values.join(', '),
              })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
