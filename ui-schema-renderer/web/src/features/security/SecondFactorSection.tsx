import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { secondFactor } from '@/api/security';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { RemoveFactorDialog } from './RemoveFactorDialog';
import { SetUpFactor } from './SetUpFactor';
import styles from './Security.module.css';

/** Whether codes of a device are asked for at sign-in. */
export function SecondFactorSection() {
  const t = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState<'setUp' | 'remove' | null>(null);
  const state = useQuery({
    queryKey: ['security', 'factor'],
    queryFn: ({ signal }) => secondFactor(signal),
  });
  const done = (text: string | null) => {
    setOpen(null);
    if (text) {
      toast(text);
    }
    void client.invalidateQueries({ queryKey: ['security', 'factor'] });
  };

  return (
    <section className={styles.section} aria-labelledby="security-factor">
      <div className={styles.head}>
        <h2 id="security-factor">{t('security.factor')}</h2>
        {state.data && (
          <Badge>{t(state.data.enabled ? 'security.factorOn' : 'security.factorOff')}</Badge>
        )}
      </div>
      <p className={styles.help}>{t('security.factorHelp')}</p>
      {state.error ? (
        <ProblemNotice error={state.error} />
      ) : !state.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : open === 'setUp' ? (
        <SetUpFactor
          onDone={() => done(t('security.factorSetUp'))}
          onCancel={() => setOpen(null)}
        />
      ) : state.data.enabled ? (
        <>
          <p className={styles.muted}>
            {t('security.codesLeft', { count: state.data.recoveryCodesLeft })}
          </p>
          <div>
            <Button onClick={() => setOpen('remove')}>{t('security.removeFactor')}</Button>
          </div>
        </>
      ) : (
        <div>
          <Button variant="primary" onClick={() => setOpen('setUp')}>
            {t('security.setUpFactor')}
          </Button>
        </div>
      )}
      {open === 'remove' && (
        <RemoveFactorDialog
          onDone={() => done(t('security.factorRemoved'))}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
