import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { removeSecondFactor } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';

/** Asks for the password before the second factor goes. */
export function RemoveFactorDialog({
  onDone,
  onClose,
}: {
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const error = problem?.errors[0];

  const remove = async () => {
    setBusy(true);
    try {
      await removeSecondFactor(password);
      onDone();
    } catch (reason) {
      setProblem(toProblem(reason));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      size="sm"
      title={t('security.removeFactor')}
      description={t('security.removeFactorHelp')}
      action={t('security.removeFactor')}
      variant="danger"
      busy={busy}
      disabled={password === ''}
      onSubmit={remove}
      onClose={onClose}
    >
      {problem && !error && <ProblemNotice error={problem} />}
      <FieldFrame
        label={t('security.oldPassword')}
        required
        error={error && errorText(error, undefined, t, locale)}
      >
        <TextInput
          autoFocus
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
      </FieldFrame>
    </FormDialog>
  );
}
