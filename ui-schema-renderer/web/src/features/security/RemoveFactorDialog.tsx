import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { removeSecondFactor } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import styles from './Security.module.css';

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
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('security.removeFactor')}
      description={t('security.removeFactorHelp')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            type="submit"
            form="remove-factor"
            busy={busy}
            disabled={password === ''}
          >
            {t('security.removeFactor')}
          </Button>
        </>
      }
    >
      <form
        id="remove-factor"
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void remove();
        }}
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
      </form>
    </Dialog>
  );
}
