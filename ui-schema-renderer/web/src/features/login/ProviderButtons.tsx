import { useState } from 'react';
import { beginWithProvider, type SignInChoices } from '@/api/session';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import styles from './Auth.module.css';
import { keepWay } from './way';

interface ProviderButtonsProps {
  tenant: string;
  providers: SignInChoices['providers'];
  /** Whether there is another way in above them. */
  beside: boolean;
  /** Where to go afterwards. */
  to: string;
  onError: (error: unknown) => void;
}

/** The providers that people of a workspace sign in with. */
export function ProviderButtons({ tenant, providers, beside, to, onError }: ProviderButtonsProps) {
  const t = useText();
  const [left, setLeft] = useState<string | null>(null);
  if (providers.length === 0) {
    return null;
  }
  const leave = async (provider: string) => {
    setLeft(provider);
    onError(null);
    try {
      keepWay(to);
      location.assign(await beginWithProvider(tenant, provider));
    } catch (error) {
      onError(error);
      setLeft(null);
    }
  };
  return (
    <div className={styles.providers}>
      {beside && <p className={styles.or}>{t('providers.or')}</p>}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          className={styles.submit}
          busy={left === id}
          disabled={left !== null && left !== id}
          onClick={() => void leave(id)}
        >
          {t('providers.with', { provider: name })}
        </Button>
      ))}
    </div>
  );
}
