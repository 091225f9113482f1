import { useState } from 'react';
import { revokeApiKey, type ApiKey } from '@/api/security';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { toast } from '@/shared/ui/Toasts';
import { useTellProblem } from '@/views/useTellProblem';

interface RevokeKeyProps {
  apiKey: ApiKey;
  onRevoked: () => Promise<void>;
}

/** The button that takes a key back, once that has been confirmed. */
export function RevokeKey({ apiKey, onRevoked }: RevokeKeyProps) {
  const t = useText();
  const tell = useTellProblem();
  const [isAsked, setAsked] = useState(false);
  const title = t('security.revokeNamed', { name: apiKey.name });

  const revoke = async () => {
    setAsked(false);
    try {
      await revokeApiKey(apiKey.id);
      toast(t('security.keyRevoked', { name: apiKey.name }));
      await onRevoked();
    } catch (error) {
      tell(error);
    }
  };

  return (
    <>
      <Button size="sm" aria-label={title} onClick={() => setAsked(true)}>
        {t('security.revoke')}
      </Button>
      {isAsked && (
        <ConfirmDialog
          open
          title={title}
          description={t('security.revokeHelp')}
          action={t('security.revoke')}
          onConfirm={() => void revoke()}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
