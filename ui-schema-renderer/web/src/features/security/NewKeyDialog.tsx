import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { createApiKey } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { MadeKeyDialog } from './MadeKeyDialog';
import styles from './Security.module.css';

const SCOPES = ['read', 'write', 'metadata', 'secrets'] as const;
type Scope = (typeof SCOPES)[number];

const LIVES = ['30', '90', '365', 'never'] as const;
type Life = (typeof LIVES)[number];

const DAY = 86_400_000;

/** When a key that is made now ends; null for never. */
export function expiry(life: Life, now: number): string | null {
  return life === 'never' ? null : new Date(now + Number(life) * DAY).toISOString();
}

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read']);
  const [life, setLife] = useState<Life>('90');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const error = problem?.errors[0];

  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const expiresAt = expiry(life, Date.now());
      const answer = await createApiKey({ name, scopes, ...(expiresAt && { expiresAt }) });
      setMade(answer.key);
      onMade();
    } catch (reason) {
      setProblem(toProblem(reason));
    }
    setBusy(false);
  };

  if (made !== null) {
    return <MadeKeyDialog name={name} made={made} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={t('security.newKey')}
      action={t('security.makeKey')}
      busy={busy}
      disabled={name.trim() === '' || scopes.length === 0}
      onSubmit={make}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      <FieldFrame
        label={t('security.keyName')}
        required
        error={error && errorText(error, undefined, t, locale)}
      >
        <TextInput autoFocus maxLength={100} value={name} onChange={setName} />
      </FieldFrame>
      <fieldset className={styles.scopes}>
        <legend className={styles.muted}>{t('security.scopes')}</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            checked={scopes.includes(scope)}
            onChange={(checked) => setScopes(withItem(scopes, scope, checked))}
          >
            {t(`security.scope.${scope}`)}
          </Checkbox>
        ))}
      </fieldset>
      <FieldFrame label={t('security.keyLife')}>
        <Select<Life>
          value={life}
          options={LIVES.map((value) => ({ value, label: t(`security.life.${value}`) }))}
          onChange={setLife}
        />
      </FieldFrame>
    </FormDialog>
  );
}
