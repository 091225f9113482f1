import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { beginSecondFactor, confirmSecondFactor } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { QrCode } from './QrCode';
import { RecoveryCodes } from './RecoveryCodes';
import styles from './Security.module.css';

interface SetUpFactorProps {
  onDone: () => void;
  onCancel?: () => void;
}

type Step =
  | { at: 'password' }
  | { at: 'code'; secret: string; uri: string }
  | { at: 'codes'; codes: string[] };

/** The password, then a code of the device, then the recovery codes. */
export function SetUpFactor({ onDone, onCancel }: SetUpFactorProps) {
  const t = useText();
  const locale = useLocale();
  const [step, setStep] = useState<Step>({ at: 'password' });
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const error = problem?.errors[0];

  const go = async (work: () => Promise<Step>) => {
    setBusy(true);
    setProblem(null);
    try {
      setStep(await work());
      setText('');
    } catch (reason) {
      setProblem(toProblem(reason));
    }
    setBusy(false);
  };

  if (step.at === 'codes') {
    return <RecoveryCodes codes={step.codes} onDone={onDone} />;
  }
  // Who has a passkey has recovery codes already.
  const confirm = async (): Promise<Step> => {
    const codes = await confirmSecondFactor(text);
    if (codes.length === 0) {
      onDone();
    }
    return { at: 'codes', codes };
  };
  const asksPassword = step.at === 'password';
  return (
    <div className={styles.enrol}>
      {!asksPassword && <QrCode text={step.uri} label={t('security.qrCode')} />}
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void go(async () =>
            asksPassword ? { at: 'code', ...(await beginSecondFactor(text)) } : confirm(),
          );
        }}
      >
        {problem && !error && <ProblemNotice error={problem} />}
        {!asksPassword && (
          <p className={styles.help}>
            {t('security.scan')} <span className={styles.secret}>{step.secret}</span>
          </p>
        )}
        <FieldFrame
          key={step.at}
          label={t(asksPassword ? 'security.oldPassword' : 'security.code')}
          required
          error={error && errorText(error, undefined, t, locale)}
        >
          <TextInput
            autoFocus
            type={asksPassword ? 'password' : 'text'}
            inputMode={asksPassword ? undefined : 'numeric'}
            autoComplete={asksPassword ? 'current-password' : 'one-time-code'}
            value={text}
            onChange={setText}
          />
        </FieldFrame>
        <div className={styles.head}>
          <Button type="submit" variant="primary" busy={busy} disabled={text === ''}>
            {t('security.next')}
          </Button>
          {onCancel && <Button onClick={onCancel}>{t('common.cancel')}</Button>}
        </div>
      </form>
    </div>
  );
}
