import { useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useNavigate } from 'react-router';
import { seeAsOneself } from '@/api/session';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { useApp } from '@/views/AppContext';
import styles from './Shell.module.css';

/** Above every page while an administrator sees as somebody else. */
export function SeeingAs() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { me } = useApp();
  if (!me.actor) {
    return null;
  }
  const back = async () => {
    seeAsOneself();
    await navigate('/admin/users');
    client.clear();
    location.reload();
  };
  return (
    <div className={styles.seeing} role="status">
      <Eye size={16} aria-hidden />
      <span>{t('seeAs.banner', { user: me.user.name })}</span>
      <Button size="sm" onClick={() => void back()}>
        {t('seeAs.back', { user: me.actor.name })}
      </Button>
    </div>
  );
}
