import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { hasPasskeys, isTurnedAway } from '@/shared/lib/passkeys';
import { Button } from '@/shared/ui/Button';
import styles from './Auth.module.css';

interface PasskeyButtonProps {
  text: string;
  enter: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** Comes in with a passkey, in browsers that have them. */
export function PasskeyButton({ text, enter, onError }: PasskeyButtonProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  if (!hasPasskeys) {
    return null;
  }
  const press = async () => {
    setBusy(true);
    onError(null);
    try {
      await enter();
    } catch (error) {
      if (!isTurnedAway(error)) {
        onError(error);
      }
    }
    setBusy(false);
  };
  return (
    <div className={styles.providers}>
      <p className={styles.or}>{t('providers.or')}</p>
      <Button
        icon={<Fingerprint />}
        className={styles.submit}
        busy={busy}
        onClick={() => void press()}
      >
        {text}
      </Button>
    </div>
  );
}
