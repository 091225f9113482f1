import { useQuery } from '@tanstack/react-query';
import { pluginsQuery } from '@/api/plugins';
import { toLabel } from '@/schema/labels';
import { useApp } from './AppContext';

/** What a plugin calls itself. Only administrators may read that; others see its id as a label. */
export function usePluginName(): (id: string) => string {
  const { me } = useApp();
  const { data } = useQuery({ ...pluginsQuery, enabled: me.permissions.plugins });
  return (id) => data?.find((plugin) => plugin.id === id)?.name ?? toLabel(id);
}
