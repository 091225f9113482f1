import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { listApiKeys } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { ProblemNotice } from '@/views/Failure';
import { KeyUse } from './KeyUse';
import { NewKeyDialog } from './NewKeyDialog';
import { RevokeKey } from './RevokeKey';
import styles from './Security.module.css';

/** Keys by which programs act as the person. */
export function KeysSection() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const keys = useQuery({
    queryKey: ['security', 'keys'],
    queryFn: ({ signal }) => listApiKeys(signal),
  });
  const reload = () => client.invalidateQueries({ queryKey: ['security', 'keys'] });

  return (
    <section className={styles.section} aria-labelledby="security-keys">
      <div className={styles.head}>
        <h2 id="security-keys">{t('security.keys')}</h2>
        <Button onClick={() => setMaking(true)}>{t('security.newKey')}</Button>
      </div>
      <p className={styles.help}>{t('security.keysHelp')}</p>
      {keys.error ? (
        <ProblemNotice error={keys.error} />
      ) : !keys.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : keys.data.length === 0 ? (
        <EmptyState icon={KeyRound} title={t('security.noKeys')} small />
      ) : (
        <ul className={styles.list}>
          {keys.data.map((key) => (
            <li key={key.id} className={styles.row}>
              <div className={styles.words}>
                <span className={styles.name}>
                  {key.name}
                  {key.scopes.map((scope) => (
                    <Badge key={scope}>{scope}</Badge>
                  ))}
                </span>
                <span className={styles.muted}>
                  <KeyUse apiKey={key} />
                  {key.expiresAt &&
                    ` ${t('security.keyExpires', { when: formatMoment(key.expiresAt, locale) })}`}
                </span>
              </div>
              <RevokeKey apiKey={key} onRevoked={reload} />
            </li>
          ))}
        </ul>
      )}
      {isMaking && <NewKeyDialog onMade={() => void reload()} onClose={() => setMaking(false)} />}
    </section>
  );
}
