import { useState } from 'react';
import { passkeyOptions, switchTenant, type SecondFactorProof } from '@/api/session';
import { PasskeyChoice } from '@/features/security/PasskeyChoice';
import { useText } from '@/shared/i18n';
import { askPasskey, unlessTurnedAway } from '@/shared/lib/passkeys';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';

/** Asks for the second factor of a workspace that wants one before it lets somebody in. */
export default function SwitchDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const t = useText();
  const [otp, setOtp] = useState('');
  const { busy, problem, run } = useSubmit([]);

  const enter = (proof: () => Promise<SecondFactorProof>) =>
    run(() => unlessTurnedAway(async () => switchTenant(tenant, await proof())));

  return (
    <FormDialog
      size="sm"
      title={t('workspaces.codeTitle')}
      action={t('workspaces.enter')}
      busy={busy}
      disabled={otp.trim() === ''}
      onSubmit={() => enter(() => Promise.resolve({ otp: otp.trim() }))}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      <FieldFrame label={t('login.otp')} required help={t('login.otpHelp')}>
        <TextInput autoComplete="one-time-code" autoFocus value={otp} onChange={setOtp} />
      </FieldFrame>
      <PasskeyChoice
        disabled={busy}
        onChoose={() =>
          enter(async () => ({ passkey: await askPasskey(await passkeyOptions('second_factor')) }))
        }
      />
    </FormDialog>
  );
}
