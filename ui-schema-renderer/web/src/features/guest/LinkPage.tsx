import { useQuery } from '@tanstack/react-query';
import { Download, SearchX } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useParams } from 'react-router';
import { readLink, readLinkFile, type LinkPage as Page } from '@/api/guest';
import { toProblem, type Problem } from '@/api/problem';
import { sizeText } from '@/schema/files';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Guest.module.css';
import { GuestLayout } from './GuestLayout';
import { fileOf, valueText, type ShownFile } from './shown';

/** A record that somebody shows to whoever has the link. */
export default function LinkPage() {
  const t = useText();
  const { token = '' } = useParams();
  const [unlocked, setUnlocked] = useState<{ page: Page; password: string } | null>(null);
  const link = useQuery({
    queryKey: ['guest', 'link', token],
    queryFn: () => readLink(token, null),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (link.error) {
    return (
      <GuestLayout tenant={null} title={t('guest.notHere')}>
        {toProblem(link.error).code === 'invalid_link' ? (
          <EmptyState icon={SearchX} title={t('guest.linkOver')} small>
            {t('guest.linkOverHelp')}
          </EmptyState>
        ) : (
          <ProblemNotice error={link.error} />
        )}
      </GuestLayout>
    );
  }
  if (!link.data) {
    return (
      <GuestLayout tenant={null} title={t('common.loading')}>
        <SkeletonLines count={6} label={t('common.loading')} />
      </GuestLayout>
    );
  }
  const page = unlocked?.page ?? link.data;
  return (
    <GuestLayout
      tenant={page.tenant}
      title={page.locked ? t('guest.locked') : (page.object ?? t('guest.record'))}
    >
      {page.locked ? (
        <Lock
          token={token}
          onOpen={(opened, password) => setUnlocked({ page: opened, password })}
        />
      ) : (
        <Values page={page} token={token} password={unlocked?.password ?? null} />
      )}
    </GuestLayout>
  );
}

interface LockProps {
  token: string;
  onOpen: (page: Page, password: string) => void;
}

function Lock({ token, onOpen }: LockProps) {
  const t = useText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, ['/password']);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onOpen(await readLink(token, password), password);
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };
  return (
    <>
      <p className={styles.intro}>{t('guest.lockedHelp')}</p>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {problem && !isShown && <ProblemNotice error={problem} />}
        <FieldFrame label={t('guest.password')} required error={at('/password')}>
          <TextInput type="password" autoFocus value={password} onChange={setPassword} />
        </FieldFrame>
        <Button type="submit" variant="primary" busy={busy} disabled={password === ''}>
          {t('guest.open')}
        </Button>
      </form>
    </>
  );
}

interface ValuesProps {
  page: Page;
  token: string;
  password: string | null;
}

function Values({ page, token, password }: ValuesProps) {
  const t = useText();
  const locale = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (file: ShownFile) => {
    setProblem(null);
    try {
      const address = URL.createObjectURL(await readLinkFile(token, password, file.id));
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.download = file.name;
      anchor.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  return (
    <>
      {problem && <ProblemNotice error={problem} />}
      <dl className={styles.values}>
        {page.fields?.map((field) => {
          const files = fileOf(field.value);
          return (
            <div key={field.name} className={styles.pair}>
              <dt>{field.label}</dt>
              <dd>
                {files.length > 0
                  ? files.map((file) => (
                      <Button
                        key={file.id}
                        size="sm"
                        icon={<Download />}
                        onClick={() => void save(file)}
                      >
                        {file.name} ({sizeText(file.size, locale)})
                      </Button>
                    ))
                  : valueText(field.type ?? '', field.value, locale, t)}
              </dd>
            </div>
          );
        })}
      </dl>
      {page.expiresAt && (
        <p className={styles.note}>
          {t('guest.until', { at: formatMoment(page.expiresAt, locale) })}
        </p>
      )}
    </>
  );
}
