import { Copy } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { toast } from '@/shared/ui/Toasts';
import styles from './OAuth.module.css';

/** A value that somebody takes with them. */
export function CopiedValue({ label, text }: { label: string; text: string }) {
  const t = useText();
  return (
    <div className={styles.secret}>
      <div>
        <div className={styles.help}>{label}</div>
        <code className={styles.mono}>{text}</code>
      </div>
      <IconButton
        label={t('oauth.copy', { what: label })}
        onClick={() =>
          void navigator.clipboard.writeText(text).then(() => toast(t('oauth.copied')))
        }
      >
        <Copy />
      </IconButton>
    </div>
  );
}
