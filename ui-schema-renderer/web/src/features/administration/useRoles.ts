import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '@/api/queries';
import type { Role } from '@/api/types';
import { useText } from '@/shared/i18n';

/** All roles that a user may have: the two that every tenant has, then the tenant's own. */
export function useRoles(): Role[] {
  const t = useText();
  const { data } = useQuery(rolesQuery);
  return [
    { name: 'user', label: t('users.roles.user') },
    { name: 'administrator', label: t('users.roles.administrator') },
    ...(data ?? []),
  ];
}

/** Gives a role's label; of one that is not known yet its name. */
export function useRoleLabel(): (name: string) => string {
  const roles = useRoles();
  return (name) => roles.find((role) => role.name === name)?.label ?? name;
}
