import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cancelJob } from '@/api/administration';
import { isRunning, jobsQuery, refreshModel, refreshRecords } from '@/api/queries';
import type { Job } from '@/api/types';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { toastError } from '@/shared/ui/Toasts';
import { useTellProblem } from '@/views/useTellProblem';
import { JobBar } from './JobBar';
import { canBeCancelled, isKnownKind } from './jobKinds';
import styles from './ObjectJobs.module.css';

/** What the platform is doing with an object's records just now, and how far it is. */
export function ObjectJobs({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const client = useQueryClient();
  const jobs = useQuery(jobsQuery).data?.filter((job) => job.object === object.name) ?? [];
  const running = jobs.filter(isRunning);
  const [watched, setWatched] = useState<readonly string[]>([]);
  const ids = running.map((job) => job.id).join(' ');

  const look = useEvent(() => {
    const ended = jobs.filter((job) => watched.includes(job.id) && !isRunning(job));
    for (const job of ended) {
      if (job.state === 'failed' && !job.parameters.dryRun) {
        toastError(t('jobs.state.failed'), job.error ?? undefined);
      }
    }
    if (ended.length > 0) {
      void refreshModel(client);
      void refreshRecords(client, object.name);
      void client.invalidateQueries({ queryKey: ['storage', object.name] });
    }
    setWatched(running.map((job) => job.id));
  });
  useEffect(look, [ids, look]);

  return running.length === 0 ? null : (
    <ul className={styles.jobs}>
      {running.map((job) => (
        <RunningJob key={job.id} job={job} object={object} />
      ))}
    </ul>
  );
}

function RunningJob({ job, object }: { job: Job; object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const number = new Intl.NumberFormat(locale);
  const name = job.parameters.field;
  const field = object.fields.find((one) => one.name === name);
  const kind = isKnownKind(job.kind) ? t(`jobs.kind.${job.kind}`) : job.kind;
  const cancel = async () => {
    try {
      await cancelJob(job.id);
      await client.invalidateQueries({ queryKey: ['jobs'] });
    } catch (error) {
      tell(error);
    }
  };
  return (
    <li className={styles.job}>
      <div className={styles.head}>
        <span className={styles.what}>
          {`${kind} ${field ? labelOf(field, locale) : (name ?? labelOf(object, locale))}`}
        </span>
        <span className={styles.count}>
          {job.total === null
            ? number.format(job.processed)
            : `${number.format(job.processed)} / ${number.format(job.total)}`}
        </span>
        {canBeCancelled(job) && (
          <Button size="sm" disabled={job.cancelRequested} onClick={() => void cancel()}>
            {t(job.cancelRequested ? 'jobs.cancelling' : 'common.cancel')}
          </Button>
        )}
      </div>
      <JobBar job={job} />
    </li>
  );
}
