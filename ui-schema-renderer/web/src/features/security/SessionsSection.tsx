import { useQuery, useQueryClient } from '@tanstack/react-query';
import { endOtherSessions, endSession, listSessions } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import { deviceName } from './device';
import styles from './Security.module.css';

/** Where the person is signed in. */
export function SessionsSection() {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ['security', 'sessions'],
    queryFn: ({ signal }) => listSessions(signal),
  });

  const end = async (work: Promise<void>) => {
    try {
      await work;
      toast(t('security.sessionEnded'));
      await client.invalidateQueries({ queryKey: ['security', 'sessions'] });
    } catch (error) {
      tell(error);
    }
  };

  return (
    <section className={styles.section} aria-labelledby="security-sessions">
      <div className={styles.head}>
        <h2 id="security-sessions">{t('security.sessions')}</h2>
        {sessions.data && sessions.data.length > 1 && (
          <Button onClick={() => void end(endOtherSessions())}>{t('security.endOthers')}</Button>
        )}
      </div>
      {sessions.error ? (
        <ProblemNotice error={sessions.error} />
      ) : !sessions.data ? (
        <SkeletonLines count={3} label={t('common.loading')} />
      ) : (
        <ul className={styles.list}>
          {sessions.data.map((session) => (
            <li key={session.id} className={styles.row}>
              <div className={styles.words}>
                <span className={styles.name}>
                  {deviceName(session.userAgent) ?? t('security.unknownDevice')}
                  {session.current && <Badge>{t('security.thisSession')}</Badge>}
                </span>
                <span className={styles.muted}>
                  {t('security.sessionText', {
                    address: session.address,
                    begun: formatMoment(session.createdAt, locale),
                    used: formatMoment(session.lastUsedAt, locale),
                  })}
                </span>
              </div>
              {!session.current && (
                <Button size="sm" onClick={() => void end(endSession(session.id))}>
                  {t('security.end')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
