import type { MadeWebhook } from '@/api/webhooks';
import { CopiedValue } from '@/features/oauth/CopiedValue';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';

interface WebhookSecretDialogProps {
  webhook: MadeWebhook;
  onClose: () => void;
}

/** Shows the secret of a webhook this once. */
export function WebhookSecretDialog({ webhook, onClose }: WebhookSecretDialogProps) {
  const t = useText();
  const replaced = webhook.previousSecretUntil !== null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(replaced ? 'webhooks.replaced' : 'webhooks.made', { webhook: webhook.name })}
      description={replaced ? t('webhooks.replacedHelp') : undefined}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('webhooks.kept')}
        </Button>
      }
    >
      <Notice kind="warning">{t('webhooks.secretOnce')}</Notice>
      <CopiedValue label={t('webhooks.secret')} text={webhook.secret} />
    </Dialog>
  );
}
