import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useRef } from 'react';
import { jobRefusals } from '@/api/administration';
import { toProblem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { jobQuery } from '@/api/queries';
import type { Job, Refusal } from '@/api/types';
import { labelOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toastError } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import styles from './Jobs.module.css';
import { refusalsCsv } from '@/views/jobs/jobProgress';

/** The lines that a job refused, each with its reasons. */
export function JobDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const save = useRef<HTMLButtonElement>(null);
  const job = useQuery(jobQuery(id));
  const refusals = useInfiniteQuery({
    queryKey: ['jobs', id, 'refusals'],
    queryFn: ({ pageParam, signal }) => jobRefusals(id, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (page: Refusal[]) => page.at(-1)?.line,
  });
  const lines = refusals.data?.pages.flat() ?? [];
  const number = new Intl.NumberFormat(useLocale());
  const total = job.data?.refused ?? lines.length;

  const download = async () => {
    const all = [...lines];
    // A page holds only so many lines; the file has all of them.
    for (let last = all.at(-1); last;) {
      const more = await jobRefusals(id, last.line);
      all.push(...more);
      last = more.at(-1);
    }
    const csv = refusalsCsv(all, [t('jobs.line'), t('jobs.reasons'), t('jobs.source')]);
    const link = document.createElement('a');
    // Spreadsheets take a file for UTF-8 only if it says so.
    link.href = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv' }));
    link.download = `refused-${id}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const failed = (error: unknown) => toastError(t('jobs.notDownloaded'), toProblem(error).message);

  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      initialFocus={save}
      title={t('jobs.refusedTitle')}
      description={t('jobs.refusedHelp', {
        shown: number.format(lines.length),
        total: number.format(total),
        count: total,
      })}
      footer={
        <>
          {lines.length < total && refusals.hasNextPage && (
            <Button
              busy={refusals.isFetchingNextPage}
              onClick={() => void refusals.fetchNextPage()}
            >
              {t('jobs.more')}
            </Button>
          )}
          <Button ref={save} icon={<Download />} onClick={() => void download().catch(failed)}>
            {t('jobs.download')}
          </Button>
        </>
      }
    >
      {refusals.error ? (
        <Failure error={refusals.error} onRetry={() => void refusals.refetch()} />
      ) : !refusals.data ? (
        <SkeletonLines count={6} label={t('common.loading')} />
      ) : (
        <ol className={styles.lines} aria-label={t('jobs.refusedTitle')} tabIndex={0}>
          {lines.map((refusal) => (
            <Line key={refusal.line} refusal={refusal} job={job.data} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function Line({ refusal, job }: { refusal: Refusal; job: Job | undefined }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const object = model.object(job?.object ?? '');
  return (
    <li className={styles.line}>
      <span className={styles.lineNumber}>{t('jobs.lineOf', { number: refusal.line })}</span>
      <ul className={styles.reasons}>
        {refusal.errors.map((error, i) => {
          const name = error.pointer.split('/')[1] ?? '';
          const field = object?.fields.find((one) => one.name === name);
          const label = field ? labelOf(field, locale) : name;
          return (
            <li key={i}>
              {label && <strong>{label}: </strong>}
              {errorText(error, field, t, locale)}
            </li>
          );
        })}
      </ul>
      <code className={styles.source}>{refusal.source}</code>
    </li>
  );
}
