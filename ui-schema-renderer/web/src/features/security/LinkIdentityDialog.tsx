import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { beginLink } from '@/api/providers';
import { keepWay } from '@/features/login/way';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';

const PLACES = ['/password'];

interface LinkIdentityDialogProps {
  provider: { id: string; name: string };
  onClose: () => void;
}

/** Asks for the password, and goes to the provider to prove that the account there is the person's. */
export function LinkIdentityDialog({ provider, onClose }: LinkIdentityDialogProps) {
  const t = useText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);

  const leave = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { leave: address } = await beginLink(provider.id, password);
      keepWay('/security');
      location.assign(address);
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={t('providers.link', { provider: provider.name })}
      action={t('providers.goOn')}
      busy={busy}
      disabled={password === ''}
      onSubmit={leave}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      <FieldFrame
        label={t('login.password')}
        required
        help={t('providers.linkHelp')}
        error={at('/password')}
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
