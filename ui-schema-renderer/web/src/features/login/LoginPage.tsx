import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { Link, Navigate, useLocation, useSearchParams } from 'react-router';
import { toProblem } from '@/api/problem';
import { passkeyOptions, session, signIn, signInWithPasskey } from '@/api/session';
import { useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { askPasskey } from '@/shared/lib/passkeys';
import { recall } from '@/shared/lib/storage';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';
import { PasskeyButton } from './PasskeyButton';
import { ProviderButtons } from './ProviderButtons';
import { useChoices } from './useChoices';
import { useOfferedPasskey } from './useOfferedPasskey';

/** Only addresses of this application: a link must not lead elsewhere after signing in. */
function inside(address: string | null): string {
  return address && /^\/(?![/\\])/.test(address) ? address : '/';
}

export default function LoginPage() {
  const t = useText();
  const client = useQueryClient();
  const [parameters] = useSearchParams();
  const { state: history } = useLocation() as { state: { to?: string } | null };
  const state = useStore(session);
  const [tenant, setTenant] = useState(parameters.get('tenant') ?? recall('tenant') ?? '');
  const [email, setEmail] = useState(parameters.get('email') ?? recall('email') ?? '');
  const [password, setPassword] = useState('');
  // Null until the server has asked for it, which it does after the right password.
  const [otp, setOtp] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [insists, setInsists] = useState(false);
  const choices = useChoices(tenant.trim());
  const byPassword = choices.passwords || insists;
  const passwordRef = useRef<HTMLInputElement>(null);
  const otpRef = useRef<HTMLInputElement>(null);
  const takeOfferBack = useOfferedPasskey(state.state === 'signedOut' && otp === null, setError);

  if (state.state === 'signedIn') {
    return <Navigate to={inside(history?.to ?? parameters.get('to'))} replace />;
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      client.clear();
      await signIn({
        tenant: tenant.trim(),
        email: email.trim(),
        password,
        ...(otp !== null && { otp: otp.trim() }),
      });
    } catch (reason) {
      setBusy(false);
      const { code } = toProblem(reason);
      if (code === 'second_factor_required') {
        setOtp('');
        return;
      }
      setError(reason);
      if (otp === null || code === 'invalid_credentials') {
        setOtp(null);
        passwordRef.current?.select();
      } else {
        otpRef.current?.select();
      }
    }
  };

  const enter = async () => {
    takeOfferBack();
    const passkey = await askPasskey(
      await passkeyOptions(otp === null ? 'sign_in' : 'second_factor'),
    );
    client.clear();
    await (otp === null
      ? signInWithPasskey(passkey)
      : signIn({ tenant: tenant.trim(), email: email.trim(), password, passkey }));
  };

  const firstEmpty = tenant === '' ? 'tenant' : email === '' ? 'email' : 'password';
  return (
    <AuthLayout
      title={t('login.title')}
      lead={t('login.lead')}
      footer={
        <>
          <Link to="/forgotten">{t('login.forgotten')}</Link>
          <br />
          {t('login.noCompany')} <Link to="/signup">{t('login.signUp')}</Link>
        </>
      }
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {error !== null && <ProblemNotice error={error} />}
        {error === null && state.state === 'signedOut' && state.reason === 'expired' && (
          <Notice kind="info">{t('login.expired')}</Notice>
        )}
        {otp === null ? (
          <>
            <FieldFrame label={t('login.tenant')} required>
              <TextInput
                name="organization"
                autoComplete="organization"
                autoCapitalize="off"
                spellCheck={false}
                autoFocus={firstEmpty === 'tenant'}
                value={tenant}
                onChange={setTenant}
              />
            </FieldFrame>
            {byPassword && (
              <FieldFrame label={t('login.email')} required>
                <TextInput
                  type="email"
                  name="email"
                  autoComplete="username webauthn"
                  autoFocus={firstEmpty === 'email'}
                  value={email}
                  onChange={setEmail}
                />
              </FieldFrame>
            )}
            {byPassword && (
              <FieldFrame label={t('login.password')} required>
                <TextInput
                  ref={passwordRef}
                  type="password"
                  name="password"
                  autoComplete="current-password"
                  autoFocus={firstEmpty === 'password'}
                  value={password}
                  onChange={setPassword}
                />
              </FieldFrame>
            )}
          </>
        ) : (
          <FieldFrame label={t('login.otp')} required help={t('login.otpHelp')}>
            <TextInput
              ref={otpRef}
              name="otp"
              autoComplete="one-time-code"
              autoFocus
              value={otp}
              onChange={setOtp}
            />
          </FieldFrame>
        )}
        {(byPassword || otp !== null) && (
          <Button type="submit" variant="primary" busy={busy} className={styles.submit}>
            {t('login.submit')}
          </Button>
        )}
        {(byPassword || otp !== null) && (
          <PasskeyButton
            text={t(otp === null ? 'passkeys.signIn' : 'passkeys.instead')}
            enter={enter}
            onError={setError}
          />
        )}
        {otp === null && (
          <ProviderButtons
            tenant={tenant.trim()}
            providers={choices.providers}
            beside={byPassword}
            to={inside(history?.to ?? parameters.get('to'))}
            onError={setError}
          />
        )}
        {!byPassword && (
          <Button variant="ghost" onClick={() => setInsists(true)}>
            {t('providers.recovery')}
          </Button>
        )}
      </form>
    </AuthLayout>
  );
}
