import { queryOptions } from '@tanstack/react-query';
import { path, request } from './http';

/** The plugins of a tenant, as its administrators see them. */

/** What a plugin asks for, or was granted. */
export interface Capabilities {
  records?: Record<string, string[]>;
  http?: string[];
  secrets?: string[];
  events?: string[];
  files?: string[];
  email?: boolean;
  runAs?: string;
}

export type PluginState = 'enabled' | 'disabled' | 'suspended';

export interface Plugin {
  id: string;
  version: string;
  name: string;
  description: string | null;
  state: PluginState;
  stateReason: string | null;
  capabilities: Capabilities;
  installedAt: string;
}

export interface LogLine {
  at: string;
  level: string;
  /** Several lines where an error has a stack trace. */
  message: string;
}

const PLUGINS = '/api/v1/plugins';

export async function listPlugins(signal?: AbortSignal): Promise<Plugin[]> {
  return (await request<{ data: Plugin[] }>(PLUGINS, { signal })).data;
}

export function installPlugin(archive: Blob): Promise<Plugin> {
  return request(PLUGINS, {
    method: 'POST',
    file: { content: archive, type: 'application/zip' },
  });
}

export function switchPlugin(id: string, to: 'enable' | 'disable'): Promise<Plugin> {
  return to === 'enable'
    ? request(path`/api/v1/plugins/${id}/enable`, { method: 'POST' })
    : request(path`/api/v1/plugins/${id}/disable`, { method: 'POST' });
}

export function uninstallPlugin(id: string): Promise<void> {
  return request(path`/api/v1/plugins/${id}`, { method: 'DELETE' });
}

export async function pluginLog(id: string, signal?: AbortSignal): Promise<LogLine[]> {
  const answer = await request<{ data: LogLine[] }>(path`/api/v1/plugins/${id}/logs`, { signal });
  return answer.data;
}

export const pluginsQuery = queryOptions({
  queryKey: ['plugins'],
  queryFn: ({ signal }) => listPlugins(signal),
});

export function pluginLogQuery(id: string) {
  return queryOptions({
    queryKey: ['plugins', id, 'log'],
    queryFn: ({ signal }) => pluginLog(id, signal),
    refetchInterval: 5_000,
  });
}
