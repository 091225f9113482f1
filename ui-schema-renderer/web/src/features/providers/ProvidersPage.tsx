import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, LogIn, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteProvider, listProviders, type IdentityProvider } from '@/api/providers';
import page from '@/features/administration/Administration.module.css';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { useTellProblem } from '@/views/useTellProblem';
import { AddressDemandSection } from './AddressDemandSection';
import { DemandSection } from './DemandSection';
import { ProviderDialog } from './ProviderDialog';
import { ProvisioningSection } from './ProvisioningSection';
import styles from './Providers.module.css';

type Open = { what: 'new' } | { what: 'edit' | 'delete'; provider: IdentityProvider };

/** How the people of the workspace sign in: by which providers, and whether by password. */
export default function ProvidersPage() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [open, setOpen] = useState<Open | null>(null);
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => listProviders(signal),
    enabled: me.permissions.users,
  });

  if (!me.permissions.users) {
    return <Forbidden title={t('providers.title')} />;
  }

  const reload = () => client.invalidateQueries({ queryKey: ['providers'] });
  const remove = async (provider: IdentityProvider) => {
    setOpen(null);
    try {
      await deleteProvider(provider.id);
      toast(t('providers.deleted', { provider: provider.name }));
      await reload();
    } catch (error) {
      tell(error);
    }
  };

  return (
    <>
      <PageHeader
        title={t('providers.title')}
        actions={
          <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ what: 'new' })}>
            <span className={page.buttonText}>{t('providers.add')}</span>
          </Button>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('providers.lead')}</p>
          {providers.error ? (
            <Failure error={providers.error} onRetry={() => void providers.refetch()} />
          ) : !providers.data ? (
            <SkeletonLines count={3} label={t('common.loading')} />
          ) : providers.data.length === 0 ? (
            <EmptyState icon={LogIn} title={t('providers.none')} small />
          ) : (
            <ul className={styles.list}>
              {providers.data.map((provider) => (
                <li key={provider.id} className={styles.row}>
                  <div className={page.words}>
                    <span className={page.name}>
                      {provider.name} {!provider.active && <Badge>{t('providers.off')}</Badge>}
                    </span>
                    <span className={styles.mono}>{provider.issuer}</span>
                    {provider.metadataUrl !== undefined && (
                      <span className={styles.muted}>
                        {t('providers.metadataUrl')}{' '}
                        <code className={styles.mono}>{provider.metadataUrl}</code>
                      </span>
                    )}
                    <span className={styles.muted}>
                      {provider.kind === 'saml'
                        ? t('providers.answersUrl')
                        : t('providers.redirectUri')}{' '}
                      <code className={styles.mono}>{provider.redirectUri}</code>
                    </span>
                  </div>
                  <Menu
                    align="end"
                    trigger={
                      <IconButton
                        size="sm"
                        label={t('providers.actions', { provider: provider.name })}
                      >
                        <Ellipsis />
                      </IconButton>
                    }
                  >
                    <MenuItem
                      icon={<Pencil />}
                      onSelect={() => setOpen({ what: 'edit', provider })}
                    >
                      {t('providers.edit')}
                    </MenuItem>
                    <MenuSeparator />
                    <MenuItem
                      icon={<Trash2 />}
                      danger
                      onSelect={() => setOpen({ what: 'delete', provider })}
                    >
                      {t('providers.delete')}
                    </MenuItem>
                  </Menu>
                </li>
              ))}
            </ul>
          )}
          <DemandSection />
          <AddressDemandSection />
          <ProvisioningSection />
        </div>
      </div>
      {(open?.what === 'new' || open?.what === 'edit') && (
        <ProviderDialog
          {...(open.what === 'edit' && { stored: open.provider })}
          onSaved={() => {
            setOpen(null);
            void reload();
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('providers.deleteNamed', { provider: open.provider.name })}
          description={t('providers.deleteHelp')}
          action={t('providers.delete')}
          onConfirm={() => void remove(open.provider)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
