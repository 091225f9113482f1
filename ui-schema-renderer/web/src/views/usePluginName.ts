import { useQuery } from '@tanstack/react-query';
import { pluginsQuery } from '@/api/plugins';
import { toLabel } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useApp } from './AppContext';

/** What a plugin calls itself. Only administrators may read that; others see its id as a label. */
export function usePluginName(): (id: string) => string {
  const { me } = useApp();
  const { data } = useQuery({ ...pluginsQuery, enabled: me.permissions.plugins });
  return (id) => data?.find((plugin) => plugin.id === id)?.name ?? toLabel(id);
}

/**
 * The name of the plugin that an object belongs to. Null for the tenant's own objects, and for
 * those whose plugin has been removed: nobody but the tenant looks after them then.
 */
export function useOwner(object: ObjectDefinition): string | null {
  const { me } = useApp();
  const { data } = useQuery({ ...pluginsQuery, enabled: me.permissions.plugins });
  const nameOf = usePluginName();
  const { plugin } = object;
  const isGone = data !== undefined && !data.some((one) => one.id === plugin);
  return plugin === undefined || isGone ? null : nameOf(plugin);
}
