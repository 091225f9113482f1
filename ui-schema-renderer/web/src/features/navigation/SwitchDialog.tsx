import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { switchTenant } from '@/api/session';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';

/** Asks for the code of a workspace that wants one before it lets somebody in. */
export default function SwitchDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const t = useText();
  const [otp, setOtp] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const enter = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await switchTenant(tenant, otp.trim());
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      size="sm"
      title={t('workspaces.codeTitle')}
      action={t('workspaces.enter')}
      busy={busy}
      disabled={otp.trim() === ''}
      onSubmit={enter}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      <FieldFrame label={t('login.otp')} required help={t('login.otpHelp')}>
        <TextInput autoComplete="one-time-code" autoFocus value={otp} onChange={setOtp} />
      </FieldFrame>
    </FormDialog>
  );
}
