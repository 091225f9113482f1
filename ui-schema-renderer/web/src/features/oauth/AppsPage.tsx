import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AppWindow, Ellipsis, KeyRound, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteApp, listApps, renewSecret, type OAuthApp } from '@/api/oauth';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import page from '@/features/administration/Administration.module.css';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { useTellProblem } from '@/views/useTellProblem';
import { AppDialog } from './AppDialog';
import styles from './OAuth.module.css';
import { SecretDialog } from './SecretDialog';

type Open =
  | { what: 'new' }
  | { what: 'edit' | 'renew' | 'delete'; app: OAuthApp }
  | { what: 'secret'; app: Pick<OAuthApp, 'name' | 'clientId'>; secret: string | null };

/** The apps of others that people may let act for them. */
export default function AppsPage() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [open, setOpen] = useState<Open | null>(null);
  const apps = useQuery({
    queryKey: ['oauth', 'apps'],
    queryFn: ({ signal }) => listApps(signal),
    enabled: me.permissions.users,
  });
  const reload = () => client.invalidateQueries({ queryKey: ['oauth', 'apps'] });

  if (!me.permissions.users) {
    return <Forbidden title={t('oauth.title')} />;
  }

  const renew = async (app: OAuthApp) => {
    setOpen(null);
    try {
      setOpen({ what: 'secret', app, secret: await renewSecret(app.id) });
    } catch (error) {
      tell(error);
    }
  };
  const remove = async (app: OAuthApp) => {
    setOpen(null);
    try {
      await deleteApp(app.id);
      toast(t('oauth.deleted', { app: app.name }));
      await reload();
    } catch (error) {
      tell(error);
    }
  };

  return (
    <>
      <PageHeader
        title={t('oauth.title')}
        aside={apps.data?.length}
        actions={
          <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ what: 'new' })}>
            <span className={page.buttonText}>{t('oauth.add')}</span>
          </Button>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('oauth.lead')}</p>
          {apps.error ? (
            <Failure error={apps.error} onRetry={() => void apps.refetch()} />
          ) : !apps.data ? (
            <SkeletonLines count={4} label={t('common.loading')} />
          ) : apps.data.length === 0 ? (
            <EmptyState icon={AppWindow} title={t('oauth.none')} small />
          ) : (
            <AppsTable apps={apps.data} onOpen={setOpen} />
          )}
        </div>
      </div>
      {(open?.what === 'new' || open?.what === 'edit') && (
        <AppDialog
          {...(open.what === 'edit' && { stored: open.app })}
          onMade={(app) => {
            void reload();
            setOpen({ what: 'secret', app, secret: app.clientSecret ?? null });
          }}
          onChanged={() => {
            void reload();
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'secret' && (
        <SecretDialog
          name={open.app.name}
          clientId={open.app.clientId}
          secret={open.secret}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'renew' && (
        <ConfirmDialog
          open
          title={t('oauth.renewNamed', { app: open.app.name })}
          description={t('oauth.renewHelp')}
          action={t('oauth.renew')}
          onConfirm={() => void renew(open.app)}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('oauth.deleteNamed', { app: open.app.name })}
          description={t('oauth.deleteHelp')}
          action={t('oauth.delete')}
          onConfirm={() => void remove(open.app)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function AppsTable({ apps, onOpen }: { apps: OAuthApp[]; onOpen: (open: Open) => void }) {
  const t = useText();
  return (
    <div className={page.tableScroll}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('oauth.app')}</th>
            <th scope="col" className={page.wide}>
              {t('oauth.scopes')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <tr key={app.id}>
              <td>
                <div className={page.words}>
                  <span className={page.name}>
                    {app.name}{' '}
                    <Badge>{t(`oauth.kinds.${app.confidential ? 'server' : 'device'}`)}</Badge>
                  </span>
                  <code className={styles.mono}>{app.clientId}</code>
                </div>
              </td>
              <td className={page.wide}>
                <div className={styles.badges}>
                  {app.scopes.map((scope) => (
                    <Badge key={scope}>{scope}</Badge>
                  ))}
                </div>
              </td>
              <td className={page.end}>
                <Menu
                  align="end"
                  trigger={
                    <IconButton size="sm" label={t('oauth.actions', { app: app.name })}>
                      <Ellipsis />
                    </IconButton>
                  }
                >
                  <MenuItem icon={<Pencil />} onSelect={() => onOpen({ what: 'edit', app })}>
                    {t('oauth.edit')}
                  </MenuItem>
                  {app.confidential && (
                    <MenuItem icon={<KeyRound />} onSelect={() => onOpen({ what: 'renew', app })}>
                      {t('oauth.renew')}
                    </MenuItem>
                  )}
                  <MenuSeparator />
                  <MenuItem
                    icon={<Trash2 />}
                    danger
                    onSelect={() => onOpen({ what: 'delete', app })}
                  >
                    {t('oauth.delete')}
                  </MenuItem>
                </Menu>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
