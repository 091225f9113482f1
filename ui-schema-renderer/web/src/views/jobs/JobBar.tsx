import type { Job } from '@/api/types';
import { useText } from '@/shared/i18n';
import styles from './JobBar.module.css';
import { progressOf } from './jobProgress';

/** How far a job is. */
export function JobBar({ job }: { job: Pick<Job, 'processed' | 'total'> }) {
  const t = useText();
  const percent = progressOf(job);
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-label={t('jobs.progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
    >
      <span
        className={percent === null ? styles.unknown : undefined}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
