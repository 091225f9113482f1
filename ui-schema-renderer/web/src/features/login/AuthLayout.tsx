import { Languages } from 'lucide-react';
import type { ReactNode } from 'react';
import { LANGUAGES, speak, useLocale, useText } from '@/shared/i18n';
import { useTitle } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { Logo } from '@/shared/ui/Logo';
import { Menu, MenuChoice } from '@/shared/ui/Menu';
import styles from './Auth.module.css';

interface AuthLayoutProps {
  title: string;
  lead: string;
  footer: ReactNode;
  children: ReactNode;
}

export function AuthLayout({ title, lead, footer, children }: AuthLayoutProps) {
  const t = useText();
  const locale = useLocale();
  useTitle(title);
  return (
    <div className={styles.page}>
      <div className={styles.language}>
        <Menu
          align="end"
          trigger={
            <Button variant="ghost" icon={<Languages />}>
              {t(`languages.${locale}`)}
            </Button>
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
      <main className={styles.card}>
        <Logo size={36} />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
        <p className={styles.footer}>{footer}</p>
      </main>
    </div>
  );
}
