import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { linkMembership, unlinkMembership } from '@/api/security';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { useTellProblem } from '@/views/useTellProblem';
import { LinkDialog } from './LinkDialog';
import styles from './Security.module.css';

/** The person's other workspaces, which they get into without signing in again. */
export function WorkspacesSection() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [isLinking, setLinking] = useState(false);
  const others = me.memberships.filter(({ tenant }) => tenant !== me.tenant.slug);

  const unlink = async (tenant: string) => {
    try {
      await unlinkMembership(tenant);
      toast(t('workspaces.unlinked'));
    } catch (error) {
      tell(error);
    }
    await client.invalidateQueries({ queryKey: ['me'] });
  };

  return (
    <section className={styles.section} aria-labelledby="security-workspaces">
      <div className={styles.head}>
        <h2 id="security-workspaces">{t('workspaces.title')}</h2>
        <Button onClick={() => setLinking(true)}>{t('workspaces.link')}</Button>
      </div>
      <p className={styles.muted}>{t('workspaces.lead')}</p>
      {others.length > 0 && (
        <ul className={styles.list}>
          {others.map(({ tenant, name }) => (
            <li key={tenant} className={styles.row}>
              <div className={styles.words}>
                <span className={styles.name}>{name}</span>
                <span className={styles.muted}>{tenant}</span>
              </div>
              <Button
                size="sm"
                aria-label={t('workspaces.unlinkOf', { name })}
                onClick={() => void unlink(tenant)}
              >
                {t('workspaces.unlink')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isLinking && (
        <LinkDialog
          link={linkMembership}
          onDone={async () => {
            setLinking(false);
            toast(t('workspaces.linked'));
            await client.invalidateQueries({ queryKey: ['me'] });
          }}
          onClose={() => setLinking(false)}
        />
      )}
    </section>
  );
}
