import { lazy, Suspense } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getTenant } from '@/api/tenant';
import { meQuery } from '@/api/queries';
import page from '@/features/administration/Administration.module.css';
import security from '@/features/security/Security.module.css';
import { needTexts, useText } from '@/shared/i18n';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { AboutSection } from './AboutSection';
import { BrandSection } from './BrandSection';
import { ErasureSection } from './ErasureSection';
import { ExportSection } from './ExportSection';
import { UsageSection } from './UsageSection';

const PublicAccessSection = lazy(
  async () => (await Promise.all([import('./PublicAccessSection'), needTexts('guest')]))[0],
);

/** What an administrator says of the workspace: its name, its place, its look. */
export default function SettingsPage() {
  const t = useText();
  const client = useQueryClient();
  const { me } = useApp();
  const tenant = useQuery({
    queryKey: ['tenant'],
    queryFn: ({ signal }) => getTenant(signal),
    enabled: me.permissions.users,
  });
  if (!me.permissions.users) {
    return <Forbidden title={t('settings.title')} />;
  }
  const onSaved = async () => {
    toast(t('settings.saved'));
    await Promise.all([
      client.invalidateQueries({ queryKey: ['tenant'] }),
      client.invalidateQueries({ queryKey: meQuery.queryKey }),
    ]);
  };
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('settings.lead')}</p>
          {tenant.error ? (
            <Failure error={tenant.error} onRetry={() => void tenant.refetch()} />
          ) : !tenant.data ? (
            <SkeletonLines count={8} label={t('common.loading')} />
          ) : (
            <div className={security.sections}>
              <AboutSection tenant={tenant.data} onSaved={onSaved} />
              <BrandSection tenant={tenant.data} onSaved={onSaved} />
              <UsageSection />
              <Suspense>
                <PublicAccessSection />
              </Suspense>
              <ExportSection />
              <ErasureSection />
            </div>
          )}
        </div>
      </div>
    </>
  );
}
