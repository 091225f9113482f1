import { useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, LogOut, Monitor, Moon, ShieldCheck, Sun } from 'lucide-react';
import { useNavigate } from 'react-router';
import { signOut } from '@/api/session';
import { LANGUAGES, speak, useLocale, useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { setTheme, themeStore } from '@/shared/lib/theme';
import { Avatar } from '@/shared/ui/Avatar';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { useApp } from '@/views/AppContext';
import styles from './UserMenu.module.css';

export function UserMenu() {
  const t = useText();
  const locale = useLocale();
  const theme = useStore(themeStore);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { me } = useApp();

  const leave = async () => {
    await signOut();
    client.clear();
  };

  return (
    <div className={styles.bar}>
      <Menu
        trigger={
          <button
            type="button"
            className={styles.trigger}
            aria-label={t('user.menu', { name: me.user.name })}
          >
            <Avatar name={me.user.name} size={26} />
            <span className={styles.names}>
              <span className={styles.tenant}>{me.tenant.name}</span>
              <span className={styles.user}>{me.user.name}</span>
            </span>
            <ChevronsUpDown className={styles.chevron} />
          </button>
        }
      >
        <MenuChoice
          label={t('user.language')}
          value={locale}
          options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
          onChange={(language) => void speak(language, 'chosen')}
        />
        <MenuSeparator />
        <MenuChoice
          label={t('user.theme')}
          value={theme}
          options={[
            { value: 'light', label: t('user.light'), icon: <Sun /> },
            { value: 'dark', label: t('user.dark'), icon: <Moon /> },
            { value: 'system', label: t('user.system'), icon: <Monitor /> },
          ]}
          onChange={setTheme}
        />
        <MenuSeparator />
        <MenuItem icon={<ShieldCheck />} onSelect={() => void navigate('/security')}>
          {t('security.title')}
        </MenuItem>
        <MenuItem icon={<LogOut />} onSelect={() => void leave()}>
          {t('user.signOut')}
        </MenuItem>
      </Menu>
    </div>
  );
}
