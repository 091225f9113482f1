import { ArrowLeft } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';

export function BackToRoles() {
  const t = useText();
  const navigate = useNavigate();
  return (
    <IconButton label={t('roles.back')} onClick={() => void navigate('/admin/roles')}>
      <ArrowLeft />
    </IconButton>
  );
}
