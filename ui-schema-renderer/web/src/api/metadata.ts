import type { Deleted, FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import { path, request } from './http';
import type { Job } from './types';

/** Objects, fields and parts, as administrators change them. */

export type PartKind = 'validations' | 'layouts' | 'views' | 'rules';

const OBJECTS = '/api/v1/metadata/objects';

export async function getModel(signal?: AbortSignal): Promise<TenantModel> {
  const answer = await request<{ data: ObjectDefinition[]; version: number }>(OBJECTS, { signal });
  return new TenantModel(answer.data, answer.version);
}

export async function deletedObjects(signal?: AbortSignal): Promise<Deleted<ObjectDefinition>[]> {
  const answer = await request<{ data: Deleted<ObjectDefinition>[] }>(OBJECTS, {
    signal,
    query: { deleted: true },
  });
  return answer.data;
}

export async function deletedFields(
  object: string,
  signal?: AbortSignal,
): Promise<Deleted<FieldDefinition>[]> {
  const answer = await request<{ data: Deleted<FieldDefinition>[] }>(
    path`/api/v1/metadata/objects/${object}/fields`,
    { signal, query: { deleted: true } },
  );
  return answer.data;
}

/** JSON in which numbers stand as they were written: bounds may have more digits than a float. */
function exactJson(value: object): string {
  return JSON.stringify(value).replace(
    /"(minimum|maximum)":"(-?\d+(?:\.\d+)?)"/g,
    (_, name: string, number: string) => `"${name}":${number}`,
  );
}

export function createObject(definition: object): Promise<ObjectDefinition> {
  return request(OBJECTS, { method: 'POST', body: exactJson(definition) });
}

export function changeObject(object: string, patch: object): Promise<ObjectDefinition> {
  return request(path`/api/v1/metadata/objects/${object}`, { method: 'PATCH', body: patch });
}

export function deleteObject(object: string): Promise<void> {
  return request(path`/api/v1/metadata/objects/${object}`, { method: 'DELETE' });
}

export function restoreObject(object: string): Promise<ObjectDefinition> {
  return request(path`/api/v1/metadata/objects/${object}/restore`, { method: 'POST' });
}

export function createField(object: string, field: object): Promise<FieldDefinition> {
  return request(path`/api/v1/metadata/objects/${object}/fields`, {
    method: 'POST',
    body: exactJson(field),
  });
}

export function changeField(
  object: string,
  field: string,
  patch: object,
): Promise<FieldDefinition> {
  return request(path`/api/v1/metadata/objects/${object}/fields/${field}`, {
    method: 'PATCH',
    body: exactJson(patch),
  });
}

/** Makes a field one of another type or other options, with its values; a job does it. */
export function convertField(object: string, field: string, wish: object): Promise<Job> {
  return request(path`/api/v1/metadata/objects/${object}/fields/${field}/convert`, {
    method: 'POST',
    body: exactJson(wish),
  });
}

export function deleteField(object: string, field: string): Promise<void> {
  return request(path`/api/v1/metadata/objects/${object}/fields/${field}`, { method: 'DELETE' });
}

export function restoreField(object: string, field: string): Promise<FieldDefinition> {
  return request(path`/api/v1/metadata/objects/${object}/fields/${field}/restore`, {
    method: 'POST',
  });
}

export function createPart<T>(object: string, kind: PartKind, part: object): Promise<T> {
  return request(path`/api/v1/metadata/objects/${object}/${kind}`, { method: 'POST', body: part });
}

export function changePart<T>(
  object: string,
  kind: PartKind,
  name: string,
  patch: object,
): Promise<T> {
  return request(path`/api/v1/metadata/objects/${object}/${kind}/${name}`, {
    method: 'PATCH',
    body: patch,
  });
}

export function deletePart(object: string, kind: PartKind, name: string): Promise<void> {
  return request(path`/api/v1/metadata/objects/${object}/${kind}/${name}`, { method: 'DELETE' });
}

/** What a form is made of: the JSON Schema of a record and the UI schema of a layout. */
export interface FormSchemas {
  schema: object;
  uiSchema: object;
}

export async function getFormSchemas(
  object: string,
  layout: string,
  locale: string,
  signal?: AbortSignal,
): Promise<FormSchemas> {
  const [schema, uiSchema] = await Promise.all([
    request<object>(path`/api/v1/metadata/objects/${object}/schema`, { signal }),
    request<object>(path`/api/v1/metadata/objects/${object}/ui-schema`, {
      signal,
      query: { layout, locale },
    }),
  ]);
  return { schema, uiSchema };
}

export type Place = 'shared' | 'dedicated';

export type ColumnState = 'missing' | 'filling' | 'ready' | 'unused' | 'not_possible';

/** Where an object's records are kept. */
export interface Storage {
  place: Place;
  records: number;
  /** With how many records an object moves to a table of its own by itself. */
  threshold: number;
  columns: {
    field: string;
    index: 'ordered' | 'equality' | null;
    state: ColumnState;
    advised: boolean;
  }[];
}

export function getStorage(object: string, signal?: AbortSignal): Promise<Storage> {
  return request(path`/api/v1/metadata/objects/${object}/storage`, { signal });
}

/** Orders records to a place; a job moves them. */
export function moveStorage(object: string, place: Place): Promise<Job> {
  return request(path`/api/v1/metadata/objects/${object}/storage`, {
    method: 'POST',
    body: { place },
  });
}
