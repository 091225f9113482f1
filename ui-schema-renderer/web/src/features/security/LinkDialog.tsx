import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import type { OtherUser } from '@/api/security';
import { passkeyOptions } from '@/api/session';
import { useText } from '@/shared/i18n';
import { askPasskey, unlessTurnedAway } from '@/shared/lib/passkeys';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { PasskeyChoice } from './PasskeyChoice';

interface LinkDialogProps {
  link: (proof: OtherUser) => Promise<void>;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/**
 * Asks for a proof of who one is in another workspace: password and second factor, or a passkey
 * alone, which tells whose it is.
 */
export function LinkDialog({ link, onDone, onClose }: LinkDialogProps) {
  const t = useText();
  const [tenant, setTenant] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [otp, setOtp] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const typed = { tenant: tenant.trim(), email: email.trim(), password };

  const prove = async (proof: () => Promise<OtherUser>) => {
    setBusy(true);
    setProblem(null);
    try {
      await unlessTurnedAway(async () => {
        await link(await proof());
        await onDone();
      });
    } catch (error) {
      const found = toProblem(error);
      if (found.code === 'second_factor_required') {
        setOtp('');
      } else {
        setProblem(found);
      }
    }
    setBusy(false);
  };

  const submit = () =>
    prove(() => Promise.resolve({ ...typed, ...(otp !== null && { otp: otp.trim() }) }));

  const usePasskey = () =>
    prove(async () =>
      otp === null
        ? { passkey: await askPasskey(await passkeyOptions('sign_in')) }
        : { ...typed, passkey: await askPasskey(await passkeyOptions('second_factor')) },
    );

  return (
    <FormDialog
      size="sm"
      title={t('workspaces.linkTitle')}
      description={t('workspaces.linkHelp')}
      action={t('workspaces.link')}
      busy={busy}
      disabled={Object.values(typed).includes('')}
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
      <PasskeyChoice disabled={busy} onChoose={usePasskey} />
    </FormDialog>
  );
}
