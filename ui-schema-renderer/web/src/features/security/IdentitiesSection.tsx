import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listIdentities, unlinkIdentity } from '@/api/providers';
import { signInChoices } from '@/api/session';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { ProblemNotice } from '@/views/Failure';
import { useApp } from '@/views/AppContext';
import { useTellProblem } from '@/views/useTellProblem';
import { LinkIdentityDialog } from './LinkIdentityDialog';
import styles from './Security.module.css';

/** The accounts at providers that the person signs in with; not there where there are no providers. */
export function IdentitiesSection() {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [linked, setLinked] = useState<{ id: string; name: string } | null>(null);
  const choices = useQuery({
    queryKey: ['choices', me.tenant.slug],
    queryFn: ({ signal }) => signInChoices(me.tenant.slug, signal),
  });
  const identities = useQuery({
    queryKey: ['security', 'identities'],
    queryFn: ({ signal }) => listIdentities(signal),
  });
  const providers = choices.data?.providers ?? [];
  if (providers.length === 0 && (identities.data ?? []).length === 0) {
    return null;
  }
  const unlink = async (id: string) => {
    try {
      await unlinkIdentity(id);
      await client.invalidateQueries({ queryKey: ['security', 'identities'] });
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section className={styles.section} aria-labelledby="security-identities">
      <div className={styles.head}>
        <h2 id="security-identities">{t('providers.mine')}</h2>
      </div>
      <p className={styles.help}>{t('providers.mineHelp')}</p>
      {identities.error && <ProblemNotice error={identities.error} />}
      <ul className={styles.list}>
        {(identities.data ?? []).map((identity) => (
          <li key={identity.id} className={styles.row}>
            <div className={styles.words}>
              <span className={styles.name}>{identity.issuer}</span>
              <span className={styles.muted}>
                {t('providers.used', { when: formatMoment(identity.lastUsedAt, locale) })}
              </span>
            </div>
            <Button
              size="sm"
              aria-label={t('providers.unlinkNamed', { issuer: identity.issuer })}
              onClick={() => void unlink(identity.id)}
            >
              {t('providers.unlink')}
            </Button>
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        {providers.map((provider) => (
          <Button key={provider.id} onClick={() => setLinked(provider)}>
            {t('providers.link', { provider: provider.name })}
          </Button>
        ))}
      </div>
      {linked && <LinkIdentityDialog provider={linked} onClose={() => setLinked(null)} />}
    </section>
  );
}
