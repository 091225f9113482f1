import { Link } from 'react-router';
import { returnEmail } from '@/api/account';
import { useText } from '@/shared/i18n';
import { NewPasswordForm } from './NewPasswordForm';

/** Where the link leads that told somebody that their address was changed, which they did not do. */
export default function ReturnEmailPage() {
  const t = useText();
  return (
    <NewPasswordForm
      title={t('address.return')}
      lead={t('address.returnLead')}
      action={t('address.returnSubmit')}
      footer={<Link to="/login">{t('forgotten.back')}</Link>}
      done={t('address.returned')}
      send={returnEmail}
    />
  );
}
