import { useQuery } from '@tanstack/react-query';
import { usersQuery } from '@/api/queries';

/** How many users have a role; undefined until it is known. */
export function useRoleUsers(): (role: string) => number | undefined {
  const { data } = useQuery(usersQuery);
  return (role) => data?.filter((user) => user.roles.includes(role)).length;
}
