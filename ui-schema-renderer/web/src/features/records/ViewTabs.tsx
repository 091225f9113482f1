import { Link } from 'react-router';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { listPath } from '@/views/paths';
import styles from './List.module.css';

/** The saved views of an object, each an address of its own. */
export function ViewTabs({
  object,
  current,
}: {
  object: ObjectDefinition;
  current: string | null;
}) {
  const t = useText();
  const locale = useLocale();
  const tab = (to: string, label: string, isCurrent: boolean) => (
    <li key={to}>
      <Link to={to} className={styles.view} aria-current={isCurrent ? 'page' : undefined}>
        {label}
      </Link>
    </li>
  );
  return (
    <nav className={styles.views} aria-label={t('list.views')}>
      <ul>
        {tab(listPath(object.name), t('list.all'), current === null)}
        {object.views.map((view) =>
          tab(listPath(object.name, view.name), labelOf(view, locale), view.name === current),
        )}
      </ul>
    </nav>
  );
}
