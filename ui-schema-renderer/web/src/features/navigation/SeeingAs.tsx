import { Eye } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { useApp } from '@/views/AppContext';
import styles from './Shell.module.css';

/** Above every page while an administrator sees as somebody else. */
export function SeeingAs() {
  const t = useText();
  const { me } = useApp();
  if (!me.actor) {
    return null;
  }
  return (
    <div className={styles.seeing} role="status">
      <Eye size={16} aria-hidden />
      <span>{t('seeAs.banner', { user: me.user.name })}</span>
      {/* Loaded anew, the page knows of nobody but oneself. */}
      <Button size="sm" onClick={() => location.assign('/admin/users')}>
        {t('seeAs.back', { user: me.actor.name })}
      </Button>
    </div>
  );
}
