import { Copy } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import styles from './OAuth.module.css';

interface SecretDialogProps {
  name: string;
  clientId: string;
  /** Null of an app that keeps none. */
  secret: string | null;
  onClose: () => void;
}

/** Shows what the makers of an app need, its secret this once. */
export function SecretDialog({ name, clientId, secret, onClose }: SecretDialogProps) {
  const t = useText();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('oauth.made', { app: name })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('oauth.kept')}
        </Button>
      }
    >
      {secret !== null && <Notice kind="warning">{t('oauth.secretOnce')}</Notice>}
      <Value label={t('oauth.clientId')} text={clientId} />
      {secret !== null && <Value label={t('oauth.secret')} text={secret} />}
    </Dialog>
  );
}

function Value({ label, text }: { label: string; text: string }) {
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
