import { useQuery } from '@tanstack/react-query';
import { meQuery, usersQuery } from '@/api/queries';
import { useText } from '@/shared/i18n';

/** Who is said to have done what came by a public form, or what nobody asked for. */
const PLATFORM = '00000000-0000-0000-0000-000000000000';

/** What to call a user. Only administrators may read who the others are. */
export function useUserName(id: string | null): string | null {
  const t = useText();
  const { data: me } = useQuery(meQuery);
  const { data: users } = useQuery({ ...usersQuery, enabled: me?.permissions.users === true });
  if (id === null) {
    return null;
  }
  if (id === PLATFORM) {
    return t('common.system');
  }
  if (me?.user.id === id) {
    return me.user.name;
  }
  return users?.find((user) => user.id === id)?.name ?? t('common.anotherUser');
}

export interface Person {
  id: string;
  name: string;
}

/** The users that one may choose among. */
export function useChoosableUsers(): Person[] {
  const { data: me } = useQuery(meQuery);
  const { data: users } = useQuery({ ...usersQuery, enabled: me?.permissions.users === true });
  const all = users?.filter((user) => user.active) ?? (me ? [me.user] : []);
  return all.map(({ id, name }) => ({ id, name }));
}
