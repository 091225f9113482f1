import { Check, TriangleAlert } from 'lucide-react';
import type { AuthorizationOutcome } from '@/api/oauth';
import type { Me } from '@/api/types';
import { AuthLayout } from '@/features/login/AuthLayout';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { hostOf } from './appRequest';
import styles from './OAuth.module.css';
import { isFarReaching, scopeText } from './scopes';

export type Asked = NonNullable<AuthorizationOutcome['ask']>;

interface QuestionProps {
  asked: Asked;
  me: Me | null;
  busy: boolean;
  onDecide: (decision: 'allow' | 'deny') => void;
}

/** Asks a person whether an app may act for them. */
export function Question({ asked, me, busy, onDecide }: QuestionProps) {
  const t = useText();
  const host = hostOf(asked.redirectUri);
  return (
    <AuthLayout
      title={t('oauth.question', { app: asked.app })}
      lead={me ? t('oauth.as', { email: me.user.email, tenant: me.tenant.name }) : ''}
      footer={host === null ? t('oauth.toDevice', { app: asked.app }) : t('oauth.toSite', { host })}
    >
      <p className={styles.intro}>{t('oauth.mayDo')}</p>
      <ul className={styles.scopes}>
        {asked.scopes.map((scope) => (
          <li key={scope} className={styles.scope}>
            {isFarReaching(scope) ? (
              <TriangleAlert className={styles.far} aria-hidden />
            ) : (
              <Check aria-hidden />
            )}
            <span>{scopeText(scope, t)}</span>
          </li>
        ))}
      </ul>
      <p className={styles.help}>{t('oauth.bounds')}</p>
      <div className={styles.actions}>
        <Button disabled={busy} onClick={() => onDecide('deny')}>
          {t('oauth.deny')}
        </Button>
        <Button variant="primary" busy={busy} onClick={() => onDecide('allow')}>
          {t('oauth.allow')}
        </Button>
      </div>
    </AuthLayout>
  );
}
