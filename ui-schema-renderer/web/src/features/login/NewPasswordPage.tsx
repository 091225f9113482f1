import { Link } from 'react-router';
import { resetPassword } from '@/api/account';
import { useText } from '@/shared/i18n';
import { NewPasswordForm } from './NewPasswordForm';

/** Where the link leads that somebody got who has forgotten their password. */
export default function NewPasswordPage() {
  const t = useText();
  return (
    <NewPasswordForm
      title={t('newPassword.title')}
      lead={t('newPassword.lead')}
      action={t('newPassword.submit')}
      footer={<Link to="/forgotten">{t('newPassword.again')}</Link>}
      done={t('newPassword.done')}
      send={resetPassword}
    />
  );
}
