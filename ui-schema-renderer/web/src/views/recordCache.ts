import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { RecordPage } from '@/api/records';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import {
  isReference,
  isReferences,
  type FieldValue,
  type RawRecord,
  type Values,
} from '@/schema/records';

/** Changes to records that were loaded, so that a change shows at once wherever they are seen. */

export type ListData = InfiniteData<RecordPage, string | null>;

/** A value in the form in which answers have it. */
export function toRaw(model: TenantModel, field: FieldDefinition, value: FieldValue): unknown {
  if (isReferences(value)) {
    return value.map((one) => toRaw(model, field, one));
  }
  if (!isReference(value)) {
    return value;
  }
  const title = model.target(field)?.titleField;
  return title ? { id: value.id, [title]: value.title } : value.id;
}

/**
 * A record with the values of a newer answer. Answers to writes do not open references; what was
 * known of a referenced record stays known as long as it is the same record.
 */
export function merge(
  model: TenantModel,
  object: ObjectDefinition,
  record: RawRecord,
  answer: RawRecord,
  written: Values = {},
): RawRecord {
  const merged: RawRecord = { ...record };
  for (const [name, value] of Object.entries(answer)) {
    const field = object.fields.find((candidate) => candidate.name === name);
    const old = record[name];
    const known = written[name];
    if (field?.type === 'reference' && typeof value === 'string') {
      if (typeof old === 'object' && old !== null && (old as { id?: unknown }).id === value) {
        continue;
      }
      merged[name] = isReference(known) && known.id === value ? toRaw(model, field, known) : value;
    } else if (field?.type === 'references' && Array.isArray(value)) {
      merged[name] = mergedList(model, field, value, old, known);
    } else {
      merged[name] = value;
    }
  }
  return merged;
}

/** The ids of an answer, with what is known of those records. */
function mergedList(
  model: TenantModel,
  field: FieldDefinition,
  ids: unknown[],
  old: unknown,
  known: FieldValue | undefined,
): unknown[] {
  const opened = new Map<unknown, unknown>();
  for (const one of [
    ...(Array.isArray(old) ? (old as unknown[]) : []),
    ...(isReferences(known) ? known.map((reference) => toRaw(model, field, reference)) : []),
  ]) {
    if (typeof one === 'object' && one !== null && 'id' in one) {
      opened.set(one.id, one);
    }
  }
  return ids.map((id) => opened.get(id) ?? id);
}

function isRecord(data: unknown): data is RawRecord {
  return typeof data === 'object' && data !== null && 'id' in data;
}

/** Passes a record through a function in every list and page that shows it. */
export function updateCached(
  client: QueryClient,
  object: string,
  id: string,
  change: (record: RawRecord) => RawRecord,
): void {
  client.setQueriesData<ListData>({ queryKey: ['records', object, 'list'] }, (data) => {
    if (!data?.pages.some((page) => page.data.some((record) => record.id === id))) {
      return data;
    }
    return {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        data: page.data.map((record) => (record.id === id ? change(record) : record)),
      })),
    };
  });
  client.setQueriesData({ queryKey: ['records', object, 'one', id] }, (data: unknown) =>
    isRecord(data) ? change(data) : data,
  );
}

/** The record as some list or page has it. */
export function findCached(client: QueryClient, object: string, id: string): RawRecord | undefined {
  const lists = client.getQueriesData<ListData>({ queryKey: ['records', object, 'list'] });
  for (const [, data] of lists) {
    for (const page of data?.pages ?? []) {
      const found = page.data.find((record) => record.id === id);
      if (found) {
        return found;
      }
    }
  }
  const [single] = client.getQueriesData({ queryKey: ['records', object, 'one', id] });
  return isRecord(single?.[1]) ? single[1] : undefined;
}

/** Takes records out of all lists before the server was asked again. */
export function removeCached(client: QueryClient, object: string, ids: readonly string[]): void {
  client.setQueriesData<ListData>({ queryKey: ['records', object, 'list'] }, (data) =>
    data
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            data: page.data.filter((record) => !ids.includes(record.id)),
          })),
        }
      : data,
  );
}
