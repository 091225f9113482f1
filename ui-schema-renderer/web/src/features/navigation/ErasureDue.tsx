import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { useApp } from '@/views/AppContext';
import styles from './Shell.module.css';

/** Above every page while the workspace is going to be deleted. */
export function ErasureDue() {
  const t = useText();
  const locale = useLocale();
  const { me } = useApp();
  const due = me.tenant.erasureDueAt;
  if (due === null) {
    return null;
  }
  return (
    <div className={styles.seeing} role="status">
      <TriangleAlert size={16} aria-hidden />
      <span>{t('erasureDue.banner', { moment: formatMoment(due, locale) })}</span>
      {me.permissions.users && (
        <Link to="/admin/settings" className={styles.bannerLink}>
          {t('erasureDue.open')}
        </Link>
      )}
    </div>
  );
}
