import { useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

const PLACES = ['/password'];

interface NewPasswordFormProps {
  title: string;
  lead: string;
  action: string;
  footer: ReactNode;
  /** Said once it is done. */
  done: string;
  send: (secret: string, password: string) => Promise<unknown>;
}

/** Where a link leads by which somebody sets a new password: its secret stands behind the hash. */
export function NewPasswordForm({ title, lead, action, footer, done, send }: NewPasswordFormProps) {
  const t = useText();
  const navigate = useNavigate();
  const secret = useLocation().hash.slice(1);
  const [password, setPassword] = useState('');
  const { busy, problem, at, run } = useSubmit(PLACES);

  return (
    <AuthLayout title={title} lead={lead} footer={footer}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            await send(secret, password);
            toast(done);
            await navigate('/login', { replace: true });
          });
        }}
      >
        {problem && <ProblemNotice error={problem} />}
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
          {action}
        </Button>
      </form>
    </AuthLayout>
  );
}
