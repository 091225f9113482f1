import { toLabel } from './labels';
import type { ObjectDefinition } from './metadata';

/** Objects that belong together: those of a plugin, or those the tenant made itself. */
export interface App {
  /** The plugin's id; null for the tenant's own objects. */
  plugin: string | null;
  label: string;
  objects: ObjectDefinition[];
}

/** Short names of applications are mostly abbreviations: `crm` is shown as CRM. */
const ABBREVIATION = 3;

function appLabel(plugin: string): string {
  return plugin.length <= ABBREVIATION ? plugin.toUpperCase() : toLabel(plugin);
}

/** The tenant's own objects first, then those of each plugin. */
export function appsOf(objects: readonly ObjectDefinition[], ownLabel: string): App[] {
  const own: App = { plugin: null, label: ownLabel, objects: [] };
  const plugins = new Map<string, App>();
  for (const object of objects) {
    if (object.plugin === undefined) {
      own.objects.push(object);
      continue;
    }
    const app = plugins.get(object.plugin) ?? {
      plugin: object.plugin,
      label: appLabel(object.plugin),
      objects: [],
    };
    app.objects.push(object);
    plugins.set(object.plugin, app);
  }
  return [...(own.objects.length ? [own] : []), ...plugins.values()];
}
