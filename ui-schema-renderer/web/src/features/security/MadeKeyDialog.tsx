import { Copy } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import styles from './Security.module.css';

interface MadeKeyDialogProps {
  name: string;
  made: string;
  onClose: () => void;
}

/** Shows a key that was made, this once. */
export function MadeKeyDialog({ name, made, onClose }: MadeKeyDialogProps) {
  const t = useText();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('security.keyMade', { name })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('security.keyKept')}
        </Button>
      }
    >
      <Notice kind="warning">{t('security.keyOnce')}</Notice>
      <p className={styles.row}>
        <code className={styles.secret}>{made}</code>
        <IconButton
          label={t('security.copyKey')}
          onClick={() =>
            void navigator.clipboard.writeText(made).then(() => toast(t('security.keyCopied')))
          }
        >
          <Copy />
        </IconButton>
      </p>
    </Dialog>
  );
}
