import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useParams } from 'react-router';
import { answerForm, readForm, type FormPage as Page, type FormThanks } from '@/api/guest';
import { toProblem, type Problem } from '@/api/problem';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState, Notice } from '@/shared/ui/States';
import { CircleCheck, SearchX } from 'lucide-react';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import { answerJson, NOTHING, type Given } from './answers';
import styles from './Guest.module.css';
import { GuestLayout } from './GuestLayout';
import { QuestionField } from './QuestionField';

/** A form of a workspace that anybody fills in who has its address. */
export default function FormPage() {
  const t = useText();
  const { token = '' } = useParams();
  const [thanks, setThanks] = useState<FormThanks | null>(null);
  const form = useQuery({
    queryKey: ['guest', 'form', token],
    queryFn: () => readForm(token),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (form.error) {
    return (
      <GuestLayout tenant={null} title={t('guest.notHere')}>
        {toProblem(form.error).code === 'invalid_link' ? (
          <EmptyState icon={SearchX} title={t('guest.formClosed')} small>
            {t('guest.formClosedHelp')}
          </EmptyState>
        ) : (
          <ProblemNotice error={form.error} />
        )}
      </GuestLayout>
    );
  }
  if (!form.data) {
    return (
      <GuestLayout tenant={null} title={t('common.loading')}>
        <SkeletonLines count={6} label={t('common.loading')} />
      </GuestLayout>
    );
  }
  return (
    <GuestLayout tenant={form.data.tenant ?? null} title={form.data.title}>
      {thanks ? (
        <EmptyState icon={CircleCheck} title={t('guest.sent')} role="status" small>
          {thanks.thanks ?? t('guest.thanks')}
        </EmptyState>
      ) : (
        <Questions
          token={token}
          form={form.data}
          onSent={(sent) => {
            if (sent.redirect) {
              window.location.assign(sent.redirect);
            }
            setThanks(sent);
          }}
        />
      )}
    </GuestLayout>
  );
}

interface QuestionsProps {
  token: string;
  form: Page;
  onSent: (thanks: FormThanks) => void;
}

const SECOND = 1000;

function Questions({ token, form, onSent }: QuestionsProps) {
  const t = useText();
  const [opened] = useState(() => Date.now());
  const [answers, setAnswers] = useState<ReadonlyMap<string, Given>>(new Map());
  const [website, setWebsite] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(
    problem,
    form.fields.map((field) => `/values/${field.name}`),
  );

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const values = new Map<string, string>();
    for (const question of form.fields) {
      const json = answerJson(question, answers.get(question.name) ?? NOTHING);
      if (json !== null) {
        values.set(question.name, json);
      }
    }
    // Nobody is refused for being quick: the page waits in their place.
    const wait = opened + ((form.waitSeconds ?? 0) + 1) * SECOND - Date.now();
    await new Promise((done) => setTimeout(done, Math.max(0, wait)));
    try {
      onSent(await answerForm(token, form.ticket, values, website));
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  };

  return (
    <>
      {form.intro && <p className={styles.intro}>{form.intro}</p>}
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {problem && !isShown && <ProblemNotice error={problem} />}
        {problem && isShown && <Notice kind="danger">{t('guest.mend')}</Notice>}
        {form.fields.map((question) => (
          <QuestionField
            key={question.name}
            token={token}
            question={question}
            given={answers.get(question.name) ?? NOTHING}
            error={at(`/values/${question.name}`)}
            onChange={(given) => setAnswers((all) => new Map(all).set(question.name, given))}
            onBusy={setBusy}
          />
        ))}
        {/* Programs fill in whatever there is; people do not come here. */}
        <div className={styles.trap} aria-hidden="true">
          <label>
            Website
            <input
              tabIndex={-1}
              autoComplete="off"
              value={website}
              onChange={(event) => setWebsite(event.target.value)}
            />
          </label>
        </div>
        <Button type="submit" variant="primary" busy={busy}>
          {t('guest.send')}
        </Button>
      </form>
    </>
  );
}
