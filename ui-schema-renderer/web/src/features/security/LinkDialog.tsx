import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import type { Credentials } from '@/api/session';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';

interface LinkDialogProps {
  link: (credentials: Credentials) => Promise<void>;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** Asks for a proof of who one is in another workspace. */
export function LinkDialog({ link, onDone, onClose }: LinkDialogProps) {
  const t = useText();
  const [tenant, setTenant] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [otp, setOtp] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await link({
        tenant: tenant.trim(),
        email: email.trim(),
        password,
        ...(otp !== null && { otp: otp.trim() }),
      });
      await onDone();
    } catch (error) {
      const found = toProblem(error);
      if (found.code === 'second_factor_required') {
        setOtp('');
      } else {
        setProblem(found);
      }
      setBusy(false);
    }
  };

  return (
    <FormDialog
      size="sm"
      title={t('workspaces.linkTitle')}
      description={t('workspaces.linkHelp')}
      action={t('workspaces.link')}
      busy={busy}
      disabled={tenant.trim() === '' || email.trim() === '' || password === ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      <FieldFrame label={t('login.tenant')} required>
        <TextInput
          autoFocus
          autoCapitalize="off"
          spellCheck={false}
          value={tenant}
          onChange={setTenant}
        />
      </FieldFrame>
      <FieldFrame label={t('login.email')} required>
        <TextInput type="email" value={email} onChange={setEmail} />
      </FieldFrame>
      <FieldFrame label={t('login.password')} required>
        <TextInput type="password" autoComplete="off" value={password} onChange={setPassword} />
      </FieldFrame>
      {otp !== null && (
        <FieldFrame label={t('login.otp')} required help={t('login.otpHelp')}>
          <TextInput autoComplete="one-time-code" autoFocus value={otp} onChange={setOtp} />
        </FieldFrame>
      )}
    </FormDialog>
  );
}
