import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { cancelJob, undoJob } from '@/api/administration';
import { isRunning, jobQuery, refreshRecords } from '@/api/queries';
import type { Job } from '@/api/types';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText, type Text } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { useJobAct } from '@/views/jobs/useJobAct';
import styles from './List.module.css';

interface MassProgressProps {
  object: ObjectDefinition;
  started: Job;
  onStarted: (job: Job) => void;
  onClose: () => void;
}

/** How far a mass change is, and in the end what became of it, with a way back. */
export function MassProgress({ object, started, onStarted, onClose }: MassProgressProps) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const { busy, act } = useJobAct();
  const job = useQuery({ ...jobQuery(started.id), placeholderData: started }).data ?? started;
  const runs = isRunning(job);

  useEffect(() => {
    if (!runs) {
      void refreshRecords(client, object.name);
    }
  }, [client, object.name, runs]);

  return (
    <div className={styles.selection} role="group" aria-label={t('mass.progress')}>
      <span role="status">{runs ? progressText(job, t, locale) : resultText(job, t, locale)}</span>
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
          {t('common.cancel')}
        </Button>
      )}
      {!runs && job.refused > 0 && <Link to="/admin/jobs">{t('mass.showRefused')}</Link>}
      {!runs && job.undoable && (
        <Button
          size="sm"
          icon={<Undo2 />}
          busy={busy}
          onClick={() => void act(() => undoJob(job.id), onStarted)}
        >
          {t('jobs.undo')}
        </Button>
      )}
      {!runs && (
        <IconButton size="sm" label={t('common.close')} onClick={onClose}>
          <X />
        </IconButton>
      )}
    </div>
  );
}

function progressText(job: Job, t: Text, locale: string): string {
  const number = new Intl.NumberFormat(locale);
  return job.total === null
    ? t('mass.begins')
    : t('mass.progressOf', {
        done: number.format(job.processed),
        total: number.format(job.total),
      });
}

function resultText(job: Job, t: Text, locale: string): string {
  if (job.state === 'failed') {
    return job.error ?? t('jobs.state.failed');
  }
  const number = new Intl.NumberFormat(locale);
  const changed = job.created + job.updated + job.deleted;
  return job.refused === 0
    ? t('mass.done', { changed: number.format(changed) })
    : t('mass.doneButFor', {
        changed: number.format(changed),
        refused: number.format(job.refused),
      });
}
