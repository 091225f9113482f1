import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import styles from '@/features/login/Auth.module.css';
import { AuthLayout } from '@/features/login/AuthLayout';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { Console } from './Console';
import { OperatorApi } from './operatorApi';

/**
 * Where those who run the installation come in, by a key. This page keeps it as long as it is open,
 * and no longer.
 */
export default function OperatorPage() {
  const t = useText();
  const client = useQueryClient();
  const [api, setApi] = useState<OperatorApi | null>(null);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const leave = () => {
    client.removeQueries({ queryKey: ['operator'] });
    setApi(null);
  };
  if (api) {
    return <Console api={api} onLeave={leave} />;
  }
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const asked = new OperatorApi(key.trim());
    try {
      await asked.tenants(null);
      setKey('');
      setApi(asked);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <AuthLayout title={t('operator.title')} lead={t('operator.lead')} footer={t('operator.footer')}>
      <form className={styles.form} noValidate onSubmit={(event) => void enter(event)}>
        {error !== null && <ProblemNotice error={error} />}
        <FieldFrame label={t('operator.key')} required>
          <TextInput
            autoFocus
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={key}
            onChange={setKey}
          />
        </FieldFrame>
        <Button
          type="submit"
          variant="primary"
          className={styles.submit}
          busy={busy}
          disabled={key.trim() === ''}
        >
          {t('operator.enter')}
        </Button>
      </form>
    </AuthLayout>
  );
}
