import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { rolesQuery } from '@/api/queries';
import { FIXED_ROLES, RIGHTS, type RoleDefinition } from '@/api/roles';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import page from '@/features/administration/Administration.module.css';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { rolePath } from '@/views/paths';
import { DeleteRoleDialog } from './DeleteRoleDialog';
import { NewRoleDialog } from './NewRoleDialog';
import styles from './Roles.module.css';
import { useRoleUsers } from './useRoleUsers';

/** What people may be in the tenant: the two roles that are always there, and its own. */
export default function RolesPage() {
  const t = useText();
  const { me } = useApp();
  const roles = useQuery({ ...rolesQuery, enabled: me.permissions.users });
  const [isNew, setNew] = useState(false);
  const [deleting, setDeleting] = useState<RoleDefinition | null>(null);

  if (!me.permissions.users) {
    return <Forbidden title={t('roles.title')} />;
  }
  return (
    <>
      <PageHeader
        title={t('roles.title')}
        aside={roles.data && roles.data.length + FIXED_ROLES.length}
        actions={
          <Button variant="primary" icon={<Plus />} onClick={() => setNew(true)}>
            <span className={page.buttonText}>{t('roles.add')}</span>
          </Button>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('roles.lead')}</p>
          {roles.error ? (
            <Failure error={roles.error} onRetry={() => void roles.refetch()} />
          ) : !roles.data ? (
            <SkeletonLines count={6} label={t('common.loading')} />
          ) : (
            <RolesTable roles={roles.data} onDelete={setDeleting} />
          )}
        </div>
      </div>
      {isNew && (
        <NewRoleDialog
          taken={[...FIXED_ROLES, ...(roles.data ?? []).map((role) => role.name)]}
          onClose={() => setNew(false)}
        />
      )}
      {deleting && <DeleteRoleDialog role={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

interface RolesTableProps {
  roles: RoleDefinition[];
  onDelete: (role: RoleDefinition) => void;
}

function RolesTable({ roles, onDelete }: RolesTableProps) {
  const t = useText();
  const navigate = useNavigate();
  const summary = useSummary();
  return (
    <div className={page.tableScroll}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('roles.role')}</th>
            <th scope="col" className={page.wide}>
              {t('roles.allows')}
            </th>
            <th scope="col">{t('roles.users')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {FIXED_ROLES.map((name) => (
            <RoleRow
              key={name}
              name={name}
              title={
                <>
                  {t(`users.roles.${name}`)} <Badge>{t('roles.fixed')}</Badge>
                </>
              }
              allows={t(`roles.fixedHelp.${name}`)}
            />
          ))}
          {roles.map((role) => (
            <RoleRow
              key={role.name}
              name={role.name}
              title={
                <Link to={rolePath(role.name)} className={styles.link}>
                  {role.label}
                </Link>
              }
              description={role.description}
              allows={summary(role)}
              menu={
                <Menu
                  align="end"
                  trigger={
                    <IconButton size="sm" label={t('roles.actions', { role: role.label })}>
                      <Ellipsis />
                    </IconButton>
                  }
                >
                  <MenuItem icon={<Pencil />} onSelect={() => void navigate(rolePath(role.name))}>
                    {t('roles.edit')}
                  </MenuItem>
                  <MenuSeparator />
                  <MenuItem icon={<Trash2 />} danger onSelect={() => onDelete(role)}>
                    {t('roles.delete')}
                  </MenuItem>
                </Menu>
              }
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RoleRowProps {
  name: string;
  title: ReactNode;
  description?: string | undefined;
  allows: string;
  menu?: ReactNode;
}

function RoleRow({ name, title, description, allows, menu }: RoleRowProps) {
  const usersOf = useRoleUsers();
  return (
    <tr>
      <td>
        <div className={page.words}>
          <span className={page.name}>{title}</span>
          <code className={styles.code}>{name}</code>
          {description && <span className={page.muted}>{description}</span>}
        </div>
      </td>
      <td className={page.wide}>{allows}</td>
      <td className={page.number}>{usersOf(name) ?? '–'}</td>
      <td className={page.end}>{menu}</td>
    </tr>
  );
}

/** Tells in a line what a role allows. */
function useSummary(): (role: RoleDefinition) => string {
  const t = useText();
  return (role) => {
    const own = Object.keys(role.objects).length;
    const rights = RIGHTS.filter((right) => role.otherObjects[right])
      .map((right) => t(`roles.rights.${right}`).toLowerCase())
      .join(', ');
    if (own === 0) {
      return rights === '' ? t('roles.summaryNone') : t('roles.summaryOnlyOthers', { rights });
    }
    const named = t('roles.summaryOwn', { count: own });
    return rights === '' ? named : `${named}; ${t('roles.summaryOthers', { rights })}`;
  };
}
