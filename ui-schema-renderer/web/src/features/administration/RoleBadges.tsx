import { Badge } from '@/shared/ui/Badge';
import { useRoleLabel } from './useRoles';

/** The roles of somebody; the one that may do everything stands out. */
export function RoleBadges({ roles }: { roles: string[] }) {
  const roleLabel = useRoleLabel();
  return roles.map((role) => (
    <Badge key={role} color={role === 'administrator' ? 'indigo' : 'gray'}>
      {roleLabel(role)}
    </Badge>
  ));
}
