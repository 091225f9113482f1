import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { confirmEmail } from '@/api/account';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Notice } from '@/shared/ui/States';
import { ProblemNotice } from '@/views/Failure';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

/**
 * Where the link leads that was sent to an address, to show whose it is. It takes a press of a
 * button: programs that look into mail follow links by themselves.
 */
export default function ConfirmEmailPage() {
  const t = useText();
  const secret = useLocation().hash.slice(1);
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking');
  const [error, setError] = useState<unknown>(null);

  const confirm = async () => {
    setState('busy');
    setError(null);
    try {
      await confirmEmail(secret);
      setState('done');
    } catch (reason) {
      setError(reason);
      setState('asking');
    }
  };

  return (
    <AuthLayout
      title={t('address.confirm')}
      lead={t('address.confirmLead')}
      footer={<Link to="/">{t('address.goOn')}</Link>}
    >
      <div className={styles.form}>
        {error !== null && <ProblemNotice error={error} />}
        {state === 'done' ? (
          <Notice kind="info">{t('address.confirmed')}</Notice>
        ) : (
          <Button
            variant="primary"
            busy={state === 'busy'}
            className={styles.submit}
            onClick={() => void confirm()}
          >
            {t('address.confirmSubmit')}
          </Button>
        )}
      </div>
    </AuthLayout>
  );
}
