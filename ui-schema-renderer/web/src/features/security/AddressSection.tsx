import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeEmail, verifyEmail } from '@/api/account';
import { provePasskey } from '@/api/passkeys';
import { secondFactor } from '@/api/security';
import { useText } from '@/shared/i18n';
import { hasPasskeys } from '@/shared/lib/passkeys';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Security.module.css';
import { usePasskeys } from './usePasskeys';

const PLACES = ['/email', '/password', '/otp'];
const EMPTY = { email: '', password: '', otp: '' };

/** The person's e-mail address: whether mail reaches them there, and how it is changed. */
export function AddressSection() {
  const t = useText();
  const tell = useTellProblem();
  const { me } = useApp();
  const [given, setGiven] = useState(EMPTY);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { busy, problem, at, run } = useSubmit(PLACES);
  const factor = useQuery({
    queryKey: ['security', 'factor'],
    queryFn: ({ signal }) => secondFactor(signal),
  });
  const passkeys = usePasskeys();
  const byPasskey = hasPasskeys && (passkeys.data ?? []).length > 0;
  const asksForCode = factor.data?.enabled ?? false;

  const save = () =>
    run(async () => {
      setSentTo(null);
      const email = given.email.trim();
      await changeEmail({
        email,
        password: given.password,
        ...(byPasskey && given.otp.trim() === ''
          ? { passkey: await provePasskey() }
          : asksForCode && { otp: given.otp.trim() }),
      });
      setSentTo(email);
      setGiven(EMPTY);
    });
  const verify = async () => {
    try {
      await verifyEmail();
      toast(t('address.verificationSent', { email: me.user.email }));
    } catch (error) {
      tell(error);
    }
  };

  return (
    <section className={styles.section} aria-labelledby="security-address">
      <div className={styles.head}>
        <h2 id="security-address">{t('address.title')}</h2>
        <Badge>{t(me.user.emailVerified ? 'address.verified' : 'address.unverified')}</Badge>
      </div>
      <p className={styles.help}>{me.user.email}</p>
      {!me.user.emailVerified && (
        <div>
          <Button onClick={() => void verify()}>{t('address.verify')}</Button>
        </div>
      )}
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {problem && <ProblemNotice error={problem} />}
        {sentTo && <Notice kind="info">{t('address.sent', { email: sentTo })}</Notice>}
        <FieldFrame label={t('address.fresh')} required error={at('/email')}>
          <TextInput
            type="email"
            autoComplete="email"
            value={given.email}
            onChange={(email) => setGiven({ ...given, email })}
          />
        </FieldFrame>
        <FieldFrame label={t('login.password')} required error={at('/password')}>
          <TextInput
            type="password"
            autoComplete="current-password"
            value={given.password}
            onChange={(password) => setGiven({ ...given, password })}
          />
        </FieldFrame>
        {asksForCode && (
          <FieldFrame
            label={t('address.code')}
            required={!byPasskey}
            help={byPasskey ? t('passkeys.orCode') : undefined}
            error={at('/otp')}
          >
            <TextInput
              autoComplete="one-time-code"
              value={given.otp}
              onChange={(otp) => setGiven({ ...given, otp })}
            />
          </FieldFrame>
        )}
        <div>
          <Button
            type="submit"
            busy={busy}
            disabled={given.email.trim() === '' || given.password === ''}
          >
            {t('address.change')}
          </Button>
        </div>
      </form>
    </section>
  );
}
