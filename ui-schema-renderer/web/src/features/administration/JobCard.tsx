import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { cancelJob, undoJob } from '@/api/administration';
import { isRunning } from '@/api/queries';
import type { Job } from '@/api/types';
import { useUserName } from '@/fields/user/useUserName';
import { pluralOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { formatAgo } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { useApp } from '@/views/AppContext';
import { JobBar } from '@/views/jobs/JobBar';
import { canBeCancelled, isKnownKind } from '@/views/jobs/jobKinds';
import { listPath } from '@/views/paths';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Jobs.module.css';

const COLORS: Record<Job['state'], string> = {
  uploading: 'blue',
  queued: 'gray',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'amber',
};

export function JobCard({ job, onOpen }: { job: Job; onOpen: () => void }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const userName = useUserName(job.createdBy);
  const object = model.object(job.object ?? '');
  const what = object ? pluralOf(object, locale) : (job.object ?? '');
  return (
    <li className={styles.job}>
      <div className={styles.head}>
        <div className={styles.words}>
          <h2 className={styles.title}>
            {isKnownKind(job.kind) ? t(`jobs.kind.${job.kind}`) : job.kind}
            {object ? <Link to={listPath(object.name)}>{what}</Link> : what}
            {job.parameters.dryRun && <Badge color="purple">{t('jobs.dryRun')}</Badge>}
          </h2>
          <span className={styles.muted}>
            {[formatAgo(job.createdAt, locale), userName].filter(Boolean).join(' · ')}
          </span>
        </div>
        <Badge color={COLORS[job.state]} dot>
          {job.cancelRequested && isRunning(job)
            ? t('jobs.cancelling')
            : t(`jobs.state.${job.state}`)}
        </Badge>
        {isRunning(job) && canBeCancelled(job) && (
          <Action
            job={job}
            label={t('common.cancel')}
            disabled={job.cancelRequested}
            act={cancelJob}
          />
        )}
        {job.undoable && <Action job={job} label={t('jobs.undo')} act={undoJob} />}
      </div>
      {isRunning(job) && <JobBar job={job} />}
      <Counts job={job} onOpen={onOpen} />
      {job.error && <p className={styles.error}>{job.error}</p>}
    </li>
  );
}

interface ActionProps {
  job: Job;
  label: string;
  disabled?: boolean;
  act: (id: string) => Promise<Job>;
}

function Action({ job, label, disabled = false, act }: ActionProps) {
  const tell = useTellProblem();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await act(job.id);
      await client.invalidateQueries({ queryKey: ['jobs'] });
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return (
    <Button size="sm" busy={busy} disabled={disabled} onClick={() => void run()}>
      {label}
    </Button>
  );
}

function Counts({ job, onOpen }: { job: Job; onOpen: () => void }) {
  const t = useText();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const counts = [
    [
      t('jobs.processed'),
      job.total === null
        ? number.format(job.processed)
        : `${number.format(job.processed)} / ${number.format(job.total)}`,
    ],
    [t('jobs.created'), number.format(job.created)],
    [t('jobs.updated'), number.format(job.updated)],
    [t('jobs.deleted'), number.format(job.deleted)],
  ] as const;
  return (
    <dl className={styles.counts}>
      {counts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t('jobs.refused')}</dt>
        <dd>
          {job.refused > 0 ? (
            <button type="button" className={styles.refused} onClick={onOpen}>
              {number.format(job.refused)}
              <span className="visually-hidden">{t('jobs.showRefused')}</span>
            </button>
          ) : (
            number.format(0)
          )}
        </dd>
      </div>
    </dl>
  );
}
