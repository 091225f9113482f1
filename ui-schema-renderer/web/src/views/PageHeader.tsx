import { Menu as MenuIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '@/shared/i18n';
import { createStore, useStore } from '@/shared/lib/external';
import { useTitle } from '@/shared/lib/hooks';
import { IconButton } from '@/shared/ui/Button';
import styles from './PageHeader.module.css';

const drawer = createStore(false);

/** Whether the navigation is open, where the window is too narrow to show it all the time. */
export function useDrawer() {
  return { open: useStore(drawer), setOpen: drawer.set };
}

interface PageHeaderProps {
  icon?: ReactNode;
  title: string;
  /** Beside the title, such as a count. */
  aside?: ReactNode;
  /** Before the title, such as the way back. */
  before?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ icon, title, aside, before, actions }: PageHeaderProps) {
  const t = useText();
  useTitle(title);
  return (
    <header className={styles.header}>
      <div className={styles.menu}>
        <IconButton label={t('navigation.open')} onClick={() => drawer.set(true)}>
          <MenuIcon />
        </IconButton>
      </div>
      {before}
      {icon}
      <h1 className={styles.title}>{title}</h1>
      {aside && <span className={styles.aside}>{aside}</span>}
      <div className={styles.actions}>{actions}</div>
    </header>
  );
}
