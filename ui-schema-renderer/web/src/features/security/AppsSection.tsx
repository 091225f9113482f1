import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AppWindow } from 'lucide-react';
import { useState } from 'react';
import { listConsents, revokeConsent, type Consent } from '@/api/oauth';
import { scopeText } from '@/features/oauth/scopes';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Security.module.css';

/** Apps of others that may act for the person. */
export function AppsSection() {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Consent | null>(null);
  const consents = useQuery({
    queryKey: ['security', 'apps'],
    queryFn: ({ signal }) => listConsents(signal),
  });

  const revoke = async (consent: Consent) => {
    setAsked(null);
    try {
      await revokeConsent(consent.app);
      toast(t('oauth.revoked', { app: consent.name }));
      await client.invalidateQueries({ queryKey: ['security', 'apps'] });
    } catch (error) {
      tell(error);
    }
  };

  return (
    <section className={styles.section} aria-labelledby="security-apps">
      <div className={styles.head}>
        <h2 id="security-apps">{t('oauth.mine')}</h2>
      </div>
      <p className={styles.help}>{t('oauth.mineHelp')}</p>
      {consents.error ? (
        <ProblemNotice error={consents.error} />
      ) : !consents.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : consents.data.length === 0 ? (
        <EmptyState icon={AppWindow} title={t('oauth.noneOfMine')} small />
      ) : (
        <ul className={styles.list}>
          {consents.data.map((consent) => (
            <li key={consent.app} className={styles.row}>
              <div className={styles.words}>
                <span className={styles.name}>{consent.name}</span>
                <span className={styles.muted}>
                  {consent.scopes.map((scope) => scopeText(scope, t)).join(' · ')}
                </span>
                <span className={styles.muted}>
                  {t('oauth.since', { when: formatMoment(consent.givenAt, locale) })}
                  {consent.lastUsedAt &&
                    ` ${t('oauth.used', { when: formatMoment(consent.lastUsedAt, locale) })}`}
                </span>
              </div>
              <Button
                size="sm"
                aria-label={t('oauth.revokeNamed', { app: consent.name })}
                onClick={() => setAsked(consent)}
              >
                {t('oauth.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asked && (
        <ConfirmDialog
          open
          title={t('oauth.revokeNamed', { app: asked.name })}
          description={t('oauth.revokeHelp')}
          action={t('oauth.revoke')}
          onConfirm={() => void revoke(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
