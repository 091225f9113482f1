import { useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { signOut } from '@/api/session';
import { AuthLayout } from '@/features/login/AuthLayout';
import { useText } from '@/shared/i18n';
import { hasPasskeys } from '@/shared/lib/passkeys';
import { Button } from '@/shared/ui/Button';
import { AddPasskeyDialog } from './AddPasskeyDialog';
import { RecoveryCodes } from './RecoveryCodes';
import { SetUpFactor } from './SetUpFactor';

/** In place of every page, where the workspace asks for a second factor and there is none. */
export default function RequiredSetUp() {
  const t = useText();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<string[]>([]);
  const done = () => void client.resetQueries();
  return (
    <AuthLayout
      title={t('security.requiredTitle')}
      lead={t('security.requiredLead')}
      footer={<Button onClick={() => void signOut()}>{t('user.signOut')}</Button>}
    >
      {codes.length > 0 ? (
        <RecoveryCodes codes={codes} onDone={done} />
      ) : (
        <>
          <SetUpFactor onDone={done} />
          {hasPasskeys && (
            <Button icon={<Fingerprint />} onClick={() => setAdding(true)}>
              {t('passkeys.addInstead')}
            </Button>
          )}
        </>
      )}
      {adding && (
        <AddPasskeyDialog
          onAdded={(fresh) => {
            setAdding(false);
            setCodes(fresh);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </AuthLayout>
  );
}
