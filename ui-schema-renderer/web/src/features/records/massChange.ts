import type { FieldValue, Values } from '@/schema/records';

/** What a toolbar over a list is about: some records that were picked, or all that the filter lets through. */
export type Choice = { ids: ReadonlySet<string> } | { filter: string; total: number };

/** So many records are named one by one in a filter; an expression has its bounds. */
export const MAX_NAMED = 200;

export function sizeOf(choice: Choice): number {
  return 'ids' in choice ? choice.ids.size : choice.total;
}

/** The filter that picks exactly these records. */
export function filterOf(choice: Choice): string {
  if (!('ids' in choice)) {
    return choice.filter === '' ? 'true' : choice.filter;
  }
  return `id in [${[...choice.ids].map((id) => JSON.stringify(id)).join(', ')}]`;
}

/** Whether they can be changed together; too many picked one by one cannot. */
export function canChangeTogether(choice: Choice): boolean {
  return !('ids' in choice) || choice.ids.size <= MAX_NAMED;
}

/** What the records become: a field that was left empty, or was emptied again, loses its value. */
export function changeOf(field: string, value: FieldValue): Values {
  return { [field]: value === '' ? null : value };
}
