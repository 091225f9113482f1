import { useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { returnEmail } from '@/api/account';
import { toProblem, type Problem } from '@/api/problem';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

const PLACES = ['/password'];

/** Where the link leads that told somebody that their address was changed, which they did not do. */
export default function ReturnEmailPage() {
  const t = useText();
  const navigate = useNavigate();
  const secret = useLocation().hash.slice(1);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await returnEmail(secret, password);
      toast(t('address.returned'));
      await navigate('/login', { replace: true });
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <AuthLayout
      title={t('address.return')}
      lead={t('address.returnLead')}
      footer={<Link to="/login">{t('forgotten.back')}</Link>}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {problem && !isShown && <ProblemNotice error={problem} />}
        <FieldFrame
          label={t('newPassword.password')}
          required
          help={t('signUp.passwordHelp')}
          error={at('/password')}
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
          {t('address.returnSubmit')}
        </Button>
      </form>
    </AuthLayout>
  );
}
