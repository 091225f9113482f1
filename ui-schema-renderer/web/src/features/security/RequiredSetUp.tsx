import { useQueryClient } from '@tanstack/react-query';
import { signOut } from '@/api/session';
import { AuthLayout } from '@/features/login/AuthLayout';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { SetUpFactor } from './SetUpFactor';

/** In place of every page, where the workspace asks for a second factor and there is none. */
export default function RequiredSetUp() {
  const t = useText();
  const client = useQueryClient();
  return (
    <AuthLayout
      title={t('security.requiredTitle')}
      lead={t('security.requiredLead')}
      footer={<Button onClick={() => void signOut()}>{t('user.signOut')}</Button>}
    >
      <SetUpFactor onDone={() => void client.resetQueries()} />
    </AuthLayout>
  );
}
