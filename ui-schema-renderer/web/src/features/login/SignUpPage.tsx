import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, Navigate } from 'react-router';
import { signUp } from '@/api/administration';
import { toProblem, type Problem } from '@/api/problem';
import { session, signIn } from '@/api/session';
import { suggestSlug } from '@/schema/names';
import { useLocale, useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Auth.module.css';
import { AuthLayout } from './AuthLayout';

const PLACES = ['/name', '/slug', '/admin/name', '/admin/email', '/admin/password'];

export default function SignUpPage() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const state = useStore(session);
  const [company, setCompany] = useState('');
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const slug = ownSlug ?? suggestSlug(company);

  if (state.state === 'signedIn') {
    return <Navigate to="/" replace />;
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signUp({
        name: company.trim(),
        slug,
        locale,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        admin: { name: name.trim(), email: email.trim(), password },
      });
      client.clear();
      await signIn({ tenant: slug, email: email.trim(), password });
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <AuthLayout
      title={t('signUp.title')}
      lead={t('signUp.lead')}
      footer={
        <>
          {t('signUp.haveCompany')} <Link to="/login">{t('login.submit')}</Link>
        </>
      }
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {problem && !isShown && <ProblemNotice error={problem} />}
        <FieldFrame label={t('signUp.company')} required error={at('/name')}>
          <TextInput autoComplete="organization" autoFocus value={company} onChange={setCompany} />
        </FieldFrame>
        <FieldFrame
          label={t('signUp.slug')}
          required
          help={t('signUp.slugHelp')}
          error={at('/slug')}
        >
          <TextInput
            autoCapitalize="off"
            spellCheck={false}
            value={slug}
            onChange={(text) => setOwnSlug(text === '' ? null : text)}
          />
        </FieldFrame>
        <FieldFrame label={t('signUp.name')} required error={at('/admin/name')}>
          <TextInput autoComplete="name" value={name} onChange={setName} />
        </FieldFrame>
        <FieldFrame label={t('login.email')} required error={at('/admin/email')}>
          <TextInput type="email" autoComplete="username" value={email} onChange={setEmail} />
        </FieldFrame>
        <FieldFrame
          label={t('login.password')}
          required
          help={t('signUp.passwordHelp')}
          error={at('/admin/password')}
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
          />
        </FieldFrame>
        <Button type="submit" variant="primary" busy={busy} className={styles.submit}>
          {t('signUp.submit')}
        </Button>
      </form>
    </AuthLayout>
  );
}
