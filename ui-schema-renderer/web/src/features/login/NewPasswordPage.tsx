import { useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { resetPassword } from '@/api/account';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

/** Where the link leads that somebody got who has forgotten their password. */
export default function NewPasswordPage() {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const secret = useLocation().hash.slice(1);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const wrong = problem?.at('/password');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await resetPassword(secret, password);
      toast(t('newPassword.done'));
      await navigate('/login', { replace: true });
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <AuthLayout
      title={t('newPassword.title')}
      lead={t('newPassword.lead')}
      footer={<Link to="/forgotten">{t('newPassword.again')}</Link>}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {problem && !wrong && <ProblemNotice error={problem} />}
        <FieldFrame
          label={t('newPassword.password')}
          required
          help={t('signUp.passwordHelp')}
          error={wrong && errorText(wrong, undefined, t, locale)}
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            autoFocus
            value={password}
            onChange={setPassword}
          />
        </FieldFrame>
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabled={password === ''}
          className={styles.submit}
        >
          {t('newPassword.submit')}
        </Button>
      </form>
    </AuthLayout>
  );
}
