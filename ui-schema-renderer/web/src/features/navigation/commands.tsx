import {
  AppWindow,
  Blocks,
  ClipboardList,
  KeyRound,
  Languages,
  ListTodo,
  LogIn,
  LogOut,
  Moon,
  Plus,
  Rows3,
  ScrollText,
  Settings,
  Shapes,
  Sun,
  Users,
  Webhook,
} from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { signOut } from '@/api/session';
import { labelOf, pluralOf } from '@/schema/labels';
import { LANGUAGES, speak, useLocale, useText } from '@/shared/i18n';
import { setTheme } from '@/shared/lib/theme';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { useApp } from '@/views/AppContext';
import { designerPath, listPath, newRecordPath } from '@/views/paths';

export interface Command {
  id: string;
  label: string;
  hint?: string;
  /** The label and the hint as they are shown, where that is more than a text. */
  shown?: ReactNode;
  shownHint?: ReactNode;
  icon: ReactNode;
  /** Where it leads. */
  to?: string;
  /** What it does, when it leads nowhere. */
  run?: () => void;
}

export interface CommandGroup {
  label: string;
  items: Command[];
}

/** All that can be reached and done from anywhere. */
export function useCommands(): CommandGroup[] {
  const t = useText();
  const locale = useLocale();
  const { me, model } = useApp();
  return useMemo(() => {
    const objects = model.objects.map((object) => ({
      object,
      icon: <ObjectIcon name={object.icon} of={object.name} size={18} />,
    }));
    const pages: Command[] = [
      ...(me.permissions.metadata
        ? [{ id: 'designer', label: t('designer.title'), icon: <Shapes />, to: '/designer' }]
        : []),
      ...(me.permissions.plugins
        ? [{ id: 'plugins', label: t('plugins.title'), icon: <Blocks />, to: '/admin/plugins' }]
        : []),
      ...(me.permissions.users
        ? [
            { id: 'users', label: t('users.title'), icon: <Users />, to: '/admin/users' },
            { id: 'roles', label: t('roles.title'), icon: <KeyRound />, to: '/admin/roles' },
            { id: 'signIn', label: t('providers.title'), icon: <LogIn />, to: '/admin/sign-in' },
            { id: 'apps', label: t('oauth.title'), icon: <AppWindow />, to: '/admin/apps' },
            {
              id: 'webhooks',
              label: t('webhooks.title'),
              icon: <Webhook />,
              to: '/admin/webhooks',
            },
            {
              id: 'forms',
              label: t('publicForms.title'),
              icon: <ClipboardList />,
              to: '/admin/forms',
            },
            { id: 'audit', label: t('audit.title'), icon: <ScrollText />, to: '/admin/audit' },
            {
              id: 'settings',
              label: t('settings.title'),
              icon: <Settings />,
              to: '/admin/settings',
            },
          ]
        : []),
      { id: 'jobs', label: t('jobs.title'), icon: <ListTodo />, to: '/admin/jobs' },
    ];
    const create = objects.map(({ object }) => ({
      id: `new ${object.name}`,
      label: t('command.create', { object: labelOf(object, locale) }),
      icon: <Plus />,
      to: newRecordPath(object.name),
    }));
    const design: Command[] = me.permissions.metadata
      ? [
          { id: 'new object', label: t('designer.newObject'), icon: <Plus />, to: '/designer/new' },
          ...objects.map(({ object }) => ({
            id: `design ${object.name}`,
            label: t('command.design', { object: labelOf(object, locale) }),
            icon: <Shapes />,
            to: designerPath(object.name),
          })),
        ]
      : [];
    return [
      {
        label: t('command.objects'),
        items: objects.map(({ object, icon }) => ({
          id: `object ${object.name}`,
          label: pluralOf(object, locale),
          icon,
          to: listPath(object.name),
        })),
      },
      {
        label: t('command.views'),
        items: objects.flatMap(({ object }) =>
          object.views.map((view) => ({
            id: `view ${object.name} ${view.name}`,
            label: labelOf(view, locale),
            hint: pluralOf(object, locale),
            icon: <Rows3 />,
            to: listPath(object.name, view.name),
          })),
        ),
      },
      { label: t('command.pages'), items: pages },
      {
        label: t('command.actions'),
        items: [
          ...create,
          ...design,
          { id: 'light', label: t('command.light'), icon: <Sun />, run: () => setTheme('light') },
          { id: 'dark', label: t('command.dark'), icon: <Moon />, run: () => setTheme('dark') },
          ...LANGUAGES.filter((language) => language !== locale).map((language) => ({
            id: language,
            label: t(`languages.${language}`),
            hint: t('user.language'),
            icon: <Languages />,
            run: () => void speak(language, 'chosen'),
          })),
          {
            id: 'leave',
            label: t('user.signOut'),
            icon: <LogOut />,
            run: () => void signOut(),
          },
        ],
      },
    ].filter((group) => group.items.length > 0);
  }, [t, locale, me, model]);
}
