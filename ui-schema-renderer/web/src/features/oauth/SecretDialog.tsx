import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';
import { CopiedValue } from './CopiedValue';

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
      <CopiedValue label={t('oauth.clientId')} text={clientId} />
      {secret !== null && <CopiedValue label={t('oauth.secret')} text={secret} />}
    </Dialog>
  );
}
