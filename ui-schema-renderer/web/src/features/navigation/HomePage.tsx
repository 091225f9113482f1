import { Shapes } from 'lucide-react';
import { Navigate } from 'react-router';
import { useText } from '@/shared/i18n';
import { recall } from '@/shared/lib/storage';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { EmptyState } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { PageHeader } from '@/views/PageHeader';
import { listPath } from '@/views/paths';

/** Where one was last, or the first object there is; for a new tenant, how to begin. */
export function HomePage() {
  const t = useText();
  const { me, model } = useApp();
  const last = model.object(recall(`last.${me.tenant.slug}`) ?? '') ?? model.objects[0];
  if (last) {
    return <Navigate to={listPath(last.name)} replace />;
  }
  return (
    <>
      <PageHeader title={t('home.title', { tenant: me.tenant.name })} />
      <EmptyState
        icon={Shapes}
        title={t('home.empty')}
        actions={
          me.permissions.metadata && (
            <ButtonLink to="/designer/new" variant="primary">
              {t('home.create')}
            </ButtonLink>
          )
        }
      >
        {me.permissions.metadata ? t('home.emptyAdministrator') : t('home.emptyUser')}
      </EmptyState>
    </>
  );
}
