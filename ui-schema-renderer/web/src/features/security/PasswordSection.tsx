import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { changePassword } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import styles from './Security.module.css';

/** A person's change of their own password. */
export function PasswordSection() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [fresh, setFresh] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const textAt = (pointer: string) => {
    const error = problem?.errors.find((one) => one.pointer === pointer);
    return error && errorText(error, undefined, t, locale);
  };

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await changePassword(password, fresh);
      setPassword('');
      setFresh('');
      toast(t('security.passwordChanged'));
      await client.invalidateQueries({ queryKey: ['security', 'sessions'] });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  };

  return (
    <section className={styles.section} aria-labelledby="security-password">
      <div className={styles.head}>
        <h2 id="security-password">{t('security.password')}</h2>
      </div>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {problem && problem.errors.length === 0 && <ProblemNotice error={problem} />}
        <FieldFrame label={t('security.oldPassword')} required error={textAt('/password')}>
          <TextInput
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
        </FieldFrame>
        <FieldFrame
          label={t('security.newPassword')}
          required
          help={t('security.newPasswordHelp')}
          error={textAt('/newPassword')}
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            value={fresh}
            onChange={setFresh}
          />
        </FieldFrame>
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            disabled={password === '' || fresh === ''}
          >
            {t('security.changePassword')}
          </Button>
        </div>
      </form>
    </section>
  );
}
