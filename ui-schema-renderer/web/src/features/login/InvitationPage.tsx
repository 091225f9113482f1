import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { acceptInvitation, readInvitation } from '@/api/account';
import { toProblem, type Problem } from '@/api/problem';
import { signIn } from '@/api/session';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

const PLACES = ['/name', '/password'];

/** Where the link of an invitation leads: name and password, and one is in. */
export default function InvitationPage() {
  const t = useText();
  const navigate = useNavigate();
  const secret = useLocation().hash.slice(1);
  const invitation = useQuery({
    queryKey: ['invitation', secret],
    queryFn: () => readInvitation(secret),
    retry: false,
    staleTime: Infinity,
  });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const { data } = invitation;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!data) {
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await acceptInvitation(secret, name.trim(), password);
      await signIn({ tenant: data.tenant, email: data.email, password });
      await navigate('/', { replace: true });
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <AuthLayout
      title={data ? t('invitation.title', { tenant: data.name }) : t('invitation.loading')}
      lead={data ? t('invitation.lead', { email: data.email }) : ''}
      footer={<Link to="/login">{t('forgotten.back')}</Link>}
    >
      {invitation.error && <ProblemNotice error={invitation.error} />}
      {data && (
        <form className={styles.form} onSubmit={submit} noValidate>
          {problem && !isShown && <ProblemNotice error={problem} />}
          <FieldFrame label={t('signUp.name')} required error={at('/name')}>
            <TextInput autoComplete="name" autoFocus value={name} onChange={setName} />
          </FieldFrame>
          <FieldFrame
            label={t('login.password')}
            required
            help={t('signUp.passwordHelp')}
            error={at('/password')}
          >
            <TextInput
              type="password"
              autoComplete="new-password"
              value={password}
              onChange={setPassword}
            />
          </FieldFrame>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            disabled={name.trim() === '' || password === ''}
            className={styles.submit}
          >
            {t('invitation.submit')}
          </Button>
        </form>
      )}
    </AuthLayout>
  );
}
