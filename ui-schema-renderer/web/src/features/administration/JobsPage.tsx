import { useQuery } from '@tanstack/react-query';
import { ListTodo } from 'lucide-react';
import { useState } from 'react';
import { jobsQuery } from '@/api/queries';
import { useText } from '@/shared/i18n';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { Failure } from '@/views/Failure';
import { PageHeader } from '@/views/PageHeader';
import page from './Administration.module.css';
import { JobCard } from './JobCard';
import { JobDialog } from './JobDialog';
import styles from './Jobs.module.css';

/** Long work, such as imports: how far it is, what became of it, what was refused. */
export default function JobsPage() {
  const t = useText();
  const jobs = useQuery(jobsQuery);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <PageHeader
        title={t('jobs.title')}
        aside={jobs.data && jobs.data.length > 0 && jobs.data.length}
      />
      <div className={page.scroll}>
        <div className={page.page}>
          {jobs.error ? (
            <Failure error={jobs.error} onRetry={() => void jobs.refetch()} />
          ) : !jobs.data ? (
            <SkeletonLines count={8} label={t('common.loading')} />
          ) : jobs.data.length === 0 ? (
            <EmptyState icon={ListTodo} title={t('jobs.empty')}>
              {t('jobs.emptyHelp')}
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {jobs.data.map((job) => (
                <JobCard key={job.id} job={job} onOpen={() => setOpen(job.id)} />
              ))}
            </ul>
          )}
        </div>
      </div>
      {open !== null && <JobDialog id={open} onClose={() => setOpen(null)} />}
    </>
  );
}
