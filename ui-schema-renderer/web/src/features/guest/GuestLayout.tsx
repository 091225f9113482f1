import { Languages } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { TenantSign } from '@/api/guest';
import { LANGUAGES, speak, useLocale, useText } from '@/shared/i18n';
import { showBrand } from '@/shared/lib/brand';
import { useTitle } from '@/shared/lib/hooks';
import { IconButton } from '@/shared/ui/Button';
import { Menu, MenuChoice } from '@/shared/ui/Menu';
import styles from './Guest.module.css';

interface GuestLayoutProps {
  /** Whose page it is; null while that is not known. */
  tenant: TenantSign | null;
  title: string;
  children: ReactNode;
}

/** A page of a workspace for people who are nobody in it: its name and look, and nothing to go to. */
export function GuestLayout({ tenant, title, children }: GuestLayoutProps) {
  const t = useText();
  const locale = useLocale();
  useTitle(title);
  useEffect(() => showBrand(tenant?.accent ?? null), [tenant?.accent]);
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <div className={styles.sign}>
          <span className={styles.tenant}>
            {tenant?.logo && <img src={tenant.logo} alt="" />}
            {tenant?.name}
          </span>
          <Menu
            align="end"
            trigger={
              <IconButton label={t('user.language')}>
                <Languages />
              </IconButton>
            }
          >
            <MenuChoice
              label={t('user.language')}
              value={locale}
              options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
              onChange={(language) => void speak(language, 'chosen')}
            />
          </Menu>
        </div>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </main>
    </div>
  );
}
