import { useState, type FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { forgetPassword } from '@/api/account';
import { useText } from '@/shared/i18n';
import { recall } from '@/shared/lib/storage';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

/** For who has forgotten their password: a link to a new one is sent to them. */
export default function ForgottenPage() {
  const t = useText();
  const [parameters] = useSearchParams();
  const [tenant, setTenant] = useState(parameters.get('tenant') ?? recall('tenant') ?? '');
  const [email, setEmail] = useState(recall('email') ?? '');
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await forgetPassword(tenant.trim(), email.trim());
      setSent(true);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };

  return (
    <AuthLayout
      title={t('forgotten.title')}
      lead={t('forgotten.lead')}
      footer={<Link to="/login">{t('forgotten.back')}</Link>}
    >
      {sent ? (
        <Notice kind="info">{t('forgotten.sent', { email: email.trim() })}</Notice>
      ) : (
        <form className={styles.form} onSubmit={submit} noValidate>
          {error !== null && <ProblemNotice error={error} />}
          <FieldFrame label={t('login.tenant')} required>
            <TextInput
              name="organization"
              autoComplete="organization"
              autoCapitalize="off"
              spellCheck={false}
              autoFocus={tenant === ''}
              value={tenant}
              onChange={setTenant}
            />
          </FieldFrame>
          <FieldFrame label={t('login.email')} required>
            <TextInput
              type="email"
              name="email"
              autoComplete="username"
              autoFocus={tenant !== ''}
              value={email}
              onChange={setEmail}
            />
          </FieldFrame>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            disabled={tenant.trim() === '' || email.trim() === ''}
            className={styles.submit}
          >
            {t('forgotten.submit')}
          </Button>
        </form>
      )}
    </AuthLayout>
  );
}
