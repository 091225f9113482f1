import {
  AppWindow,
  Blocks,
  ClipboardList,
  ChevronDown,
  KeyRound,
  ListTodo,
  LogIn,
  Network,
  Plus,
  ScrollText,
  Search,
  Settings,
  Shapes,
  Users,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { appsOf } from '@/schema/apps';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { recall, remember } from '@/shared/lib/storage';
import { Kbd } from '@/shared/ui/Kbd';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { useApp } from '@/views/AppContext';
import { useFavourites } from '@/views/favourites';
import { listPath } from '@/views/paths';
import { openCommandMenu } from './commandMenuState';
import styles from './Sidebar.module.css';
import { UserMenu } from './UserMenu';

export function Sidebar() {
  const t = useText();
  const { me, model } = useApp();
  const favourites = useFavourites(me.tenant.slug);
  const marked = model.objects.filter((object) => favourites.names.includes(object.name));
  const apps = appsOf(model.objects, t('navigation.workspace'));
  return (
    <>
      <UserMenu />
      <div className={styles.search}>
        <button type="button" className={styles.searchButton} onClick={openCommandMenu}>
          <Search />
          <span>{t('navigation.search')}</span>
          <Kbd keys="Mod K" />
        </button>
      </div>
      <nav className={styles.nav} aria-label={t('navigation.label')}>
        {marked.length > 0 && (
          <Group id="favourites" label={t('navigation.favourites')}>
            {marked.map((object) => (
              <ObjectLink key={object.name} object={object} />
            ))}
          </Group>
        )}
        {apps.map((app) => (
          <Group
            key={app.plugin ?? ''}
            id={app.plugin ?? 'workspace'}
            label={app.label}
            action={
              app.plugin === null &&
              me.permissions.metadata && (
                <Link
                  to="/designer/new"
                  className={styles.add}
                  aria-label={t('designer.newObject')}
                  title={t('designer.newObject')}
                >
                  <Plus />
                </Link>
              )
            }
          >
            {app.objects.map((object) => (
              <ObjectLink key={object.name} object={object} />
            ))}
          </Group>
        ))}
        <div className={styles.bottom}>
          {me.permissions.metadata && (
            <PageLink to="/designer" icon={Shapes} label={t('designer.title')} />
          )}
          {me.permissions.plugins && (
            <PageLink to="/admin/plugins" icon={Blocks} label={t('plugins.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/users" icon={Users} label={t('users.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/groups" icon={Network} label={t('people.groups')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/roles" icon={KeyRound} label={t('roles.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/sign-in" icon={LogIn} label={t('providers.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/apps" icon={AppWindow} label={t('oauth.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/webhooks" icon={Webhook} label={t('webhooks.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/forms" icon={ClipboardList} label={t('publicForms.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/audit" icon={ScrollText} label={t('audit.title')} />
          )}
          {me.permissions.users && (
            <PageLink to="/admin/settings" icon={Settings} label={t('settings.title')} />
          )}
          <PageLink to="/admin/jobs" icon={ListTodo} label={t('jobs.title')} />
        </div>
      </nav>
    </>
  );
}

interface GroupProps {
  id: string;
  label: string;
  action?: ReactNode;
  children: ReactNode;
}

function Group({ id, label, action, children }: GroupProps) {
  const key = `navigation.closed.${id}`;
  const [open, setOpen] = useState(recall(key) === null);
  const toggle = () => {
    remember(key, open ? '1' : null);
    setOpen(!open);
  };
  return (
    <section className={styles.group}>
      <div className={styles.groupHead}>
        <button type="button" className={styles.groupLabel} aria-expanded={open} onClick={toggle}>
          <span>{label}</span>
          <ChevronDown />
        </button>
        {action}
      </div>
      {open && <ul>{children}</ul>}
    </section>
  );
}

function ObjectLink({ object }: { object: ObjectDefinition }) {
  const locale = useLocale();
  return (
    <li>
      <NavLink to={listPath(object.name)} className={cx(styles.link)}>
        <ObjectIcon name={object.icon} of={object.name} />
        <span className={styles.text}>{pluralOf(object, locale)}</span>
      </NavLink>
    </li>
  );
}

function PageLink({ to, icon: Icon, label }: { to: string; icon: LucideIcon; label: string }) {
  return (
    <NavLink to={to} className={cx(styles.link)}>
      <Icon className={styles.pageIcon} />
      <span className={styles.text}>{label}</span>
    </NavLink>
  );
}
