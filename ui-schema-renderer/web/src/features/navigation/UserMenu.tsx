import { useQueryClient } from '@tanstack/react-query';
import {
  ArrowRightLeft,
  ChevronsUpDown,
  LogOut,
  Monitor,
  Moon,
  ShieldCheck,
  Sun,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { toProblem } from '@/api/problem';
import { signOut, switchTenant } from '@/api/session';
import { LANGUAGES, speak, useLocale, useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { setTheme, themeStore } from '@/shared/lib/theme';
import { Avatar } from '@/shared/ui/Avatar';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { useApp } from '@/views/AppContext';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './UserMenu.module.css';

// Needed by few, so it is not there before the first list.
const SwitchDialog = lazy(() => import('./SwitchDialog'));
const TenantSign = lazy(() => import('./TenantSign'));

export function UserMenu() {
  const t = useText();
  const locale = useLocale();
  const theme = useStore(themeStore);
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useTellProblem();
  const { me } = useApp();
  const [asked, setAsked] = useState<string | null>(null);
  const others = me.memberships.filter(({ tenant }) => tenant !== me.tenant.slug);

  const leave = async () => {
    await signOut();
    client.clear();
  };

  const enter = async (tenant: string) => {
    try {
      await switchTenant(tenant);
    } catch (error) {
      if (toProblem(error).code === 'second_factor_required') {
        setAsked(tenant);
      } else {
        tell(error);
      }
    }
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
            {me.tenant.brand.logo ? (
              <Suspense fallback={<span className={styles.logo} />}>
                <TenantSign logo={me.tenant.brand.logo} />
              </Suspense>
            ) : (
              <Avatar name={me.user.name} size={26} />
            )}
            <span className={styles.names}>
              <span className={styles.tenant}>{me.tenant.name}</span>
              <span className={styles.user}>{me.user.name}</span>
            </span>
            <ChevronsUpDown className={styles.chevron} />
          </button>
        }
      >
        {others.map(({ tenant, name }) => (
          <MenuItem key={tenant} icon={<ArrowRightLeft />} onSelect={() => void enter(tenant)}>
            {t('workspaces.goTo', { name })}
          </MenuItem>
        ))}
        {others.length > 0 && <MenuSeparator />}
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
      {asked && (
        <Suspense>
          <SwitchDialog tenant={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </div>
  );
}
