import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { writeValues, type RawRecord, type Values } from '@/schema/records';
import { memberText } from '@/schema/jsonText';
import { path, request, requestText } from './http';
import type { Job, Page, Version } from './types';

const EXACT = { numbers: 'string' } as const;

export interface ListQuery {
  fields: string[];
  filter: string;
  sort: string[];
}

export interface RecordPage {
  data: RawRecord[];
  page: Page;
}

export const PAGE_SIZE = 100;

export function listRecords(
  object: string,
  query: ListQuery,
  cursor: string | null,
  signal?: AbortSignal,
  limit = PAGE_SIZE,
): Promise<RecordPage> {
  return request(path`/api/v1/records/${object}`, {
    signal,
    query: {
      ...EXACT,
      fields: query.fields.join(','),
      filter: query.filter,
      sort: query.sort.join(','),
      limit,
      cursor,
    },
  });
}

/** How many records a filter lets through; exact when they are few, else nearly so. */
export async function countRecords(
  object: string,
  filter: string,
  signal?: AbortSignal,
): Promise<number> {
  const answer = await request<RecordPage>(path`/api/v1/records/${object}`, {
    signal,
    query: { fields: 'id', filter, limit: 1, count: 'estimate' },
  });
  return Number(answer.page.count ?? 0);
}

/** All fields of a record, its references opened far enough to be named. */
export function getRecord(
  model: TenantModel,
  object: ObjectDefinition,
  id: string,
  signal?: AbortSignal,
): Promise<RawRecord> {
  return request(path`/api/v1/records/${object.name}/${id}`, {
    signal,
    query: { ...EXACT, fields: wholeRecord(model, object).join(',') },
  });
}

/** The JSON of one field, digit by digit as it is stored. */
export async function exactField(object: string, id: string, field: string): Promise<string> {
  const text = await requestText(path`/api/v1/records/${object}/${id}`, {
    query: { fields: field },
  });
  return memberText(text, field) ?? '';
}

/** A secret in clear, for administrators; each reading is told in the server's log. */
export async function readSecret(object: string, id: string, field: string): Promise<string> {
  const answer = await request<{ value: string }>(
    path`/api/v1/records/${object}/${id}/secrets/${field}`,
    { uncached: true },
  );
  return answer.value;
}

export function wholeRecord(model: TenantModel, object: ObjectDefinition): string[] {
  return [
    ...object.fields.flatMap((field) => model.requested(object, field.name)),
    'version',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'owner',
  ];
}

export function createRecord(object: ObjectDefinition, values: Values): Promise<RawRecord> {
  return request(path`/api/v1/records/${object.name}`, {
    method: 'POST',
    query: EXACT,
    body: writeValues(object, values),
  });
}

/** @param version the version that the change was made to; a newer one is not overwritten */
export function updateRecord(
  object: ObjectDefinition,
  id: string,
  version: number | undefined,
  changes: Values,
): Promise<RawRecord> {
  return request(path`/api/v1/records/${object.name}/${id}`, {
    method: 'PATCH',
    query: EXACT,
    ifMatch: version,
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body: writeValues(object, changes),
  });
}

export function deleteRecord(object: string, id: string): Promise<void> {
  return request(path`/api/v1/records/${object}/${id}`, { method: 'DELETE' });
}

export function restoreRecord(object: string, id: string): Promise<RawRecord> {
  return request(path`/api/v1/records/${object}/${id}/restore`, { method: 'POST', query: EXACT });
}

/** Deletes all or none. */
export function deleteRecords(object: string, ids: string[]): Promise<void> {
  return request(path`/api/v1/records/${object}/bulk`, {
    method: 'POST',
    body: { atomic: true, operations: ids.map((id) => ({ op: 'delete', id })) },
  });
}

/** All records that a filter picks get these values; a job does it. */
export function massUpdate(
  object: ObjectDefinition,
  filter: string,
  set: Values,
  dryRun = false,
): Promise<Job> {
  return request(path`/api/v1/records/${object.name}/update`, {
    method: 'POST',
    body: `{"filter":${JSON.stringify(filter)},"set":${writeValues(object, set)},"dryRun":${dryRun}}`,
  });
}

/** All records that a filter picks go to the recycle bin; a job does it. */
export function massDelete(object: string, filter: string): Promise<Job> {
  return request(path`/api/v1/records/${object}/delete`, { method: 'POST', body: { filter } });
}

export async function recordHistory(
  object: string,
  id: string,
  signal?: AbortSignal,
): Promise<Version[]> {
  const answer = await request<{ data: Version[] }>(path`/api/v1/records/${object}/${id}/history`, {
    signal,
    query: EXACT,
  });
  return answer.data;
}

/** A condition that finds records by what a person types of their title. */
export function titleFilter(title: FieldDefinition | undefined, search: string): string {
  const words = search.trim();
  return title && words && ['text', 'email', 'autoNumber'].includes(title.type)
    ? `lower(${title.name}).contains(lower(${JSON.stringify(words)}))`
    : '';
}
