import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useParams } from 'react-router';
import { roleQuery } from '@/api/queries';
import { isFixedRole } from '@/api/roles';
import { toProblem } from '@/api/problem';
import { useText } from '@/shared/i18n';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import page from '@/features/administration/Administration.module.css';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { BackToRoles } from './BackToRoles';
import { RoleEditorView } from './RoleEditorView';

/** What one role allows. */
export default function RolePage() {
  const t = useText();
  const { me } = useApp();
  const name = useParams()['role'] ?? '';
  const isFixed = isFixedRole(name);
  const stored = useQuery({
    ...roleQuery(name),
    enabled: me.permissions.users && !isFixed,
  });

  if (!me.permissions.users) {
    return <Forbidden title={t('roles.title')} />;
  }
  if (stored.data) {
    return <RoleEditorView key={name} loaded={stored.data} />;
  }
  const isGone = stored.error && toProblem(stored.error).status === 404;
  return (
    <>
      <PageHeader
        title={isFixed ? t(`users.roles.${name}`) : t('roles.title')}
        before={<BackToRoles />}
      />
      {isFixed || isGone ? (
        <EmptyState
          icon={KeyRound}
          title={t(isFixed ? 'roles.isFixed' : 'roles.gone')}
          actions={<ButtonLink to="/admin/roles">{t('roles.back')}</ButtonLink>}
        >
          {isFixed ? t(`roles.fixedHelp.${name}`) : t('roles.goneHelp')}
        </EmptyState>
      ) : stored.error ? (
        <Failure error={stored.error} onRetry={() => void stored.refetch()} />
      ) : (
        <div className={page.page}>
          <SkeletonLines count={8} label={t('common.loading')} />
        </div>
      )}
    </>
  );
}
