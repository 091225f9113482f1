import { useQuery, useQueryClient } from '@tanstack/react-query';
import { changePublicAccess, getPublicAccess, type PublicAccess } from '@/api/forms';
import styles from '@/features/security/Security.module.css';
import { useText } from '@/shared/i18n';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { Switch } from '@/shared/ui/Checkbox';
import { ProblemNotice } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';

const KEY = ['tenant', 'publicAccess'];

/** Whether people who are nobody here see pages of the workspace. */
export default function PublicAccessSection() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const access = useQuery({ queryKey: KEY, queryFn: ({ signal }) => getPublicAccess(signal) });
  const change = async (patch: PublicAccess) => {
    try {
      client.setQueryData(KEY, await changePublicAccess(patch));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section className={styles.section} aria-labelledby="settings-public">
      <div className={styles.head}>
        <h2 id="settings-public">{t('publicAccess.title')}</h2>
      </div>
      <p className={styles.muted}>{t('publicAccess.help')}</p>
      {access.error ? (
        <ProblemNotice error={access.error} />
      ) : !access.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : (
        <>
          <Switch checked={access.data.forms ?? true} onChange={(forms) => void change({ forms })}>
            {t('publicAccess.forms')}
          </Switch>
          <Switch checked={access.data.links ?? true} onChange={(links) => void change({ links })}>
            {t('publicAccess.links')}
          </Switch>
        </>
      )}
    </section>
  );
}
