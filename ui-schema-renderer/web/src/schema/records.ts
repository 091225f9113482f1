import type { FieldDefinition, ObjectDefinition } from './metadata';
import { writeFiles } from './files';
import { writeGeoPoint } from './geoPoint';
import { jsonError } from './jsonText';
import { writeMoney } from './money';
import { isWritable } from './metadata';
import { isAttachment, type FieldPath, type TenantModel } from './model';

/** A reference to a record, with what it is called if that is known. */
export interface Reference {
  id: string;
  title: string | null;
}

/** A value as the application holds it: numbers are texts, because they are exact. */
export type FieldValue =
  string | boolean | Reference | readonly string[] | readonly Reference[] | null;

export type Values = Record<string, FieldValue>;

/** A record as the API gives it with `numbers=string`. */
export type RawRecord = { id: string; version?: string | number } & Record<string, unknown>;

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value;
}

/** Whether a value is the list of a field that holds several. */
export function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && !value.some(isReference);
}

/** Whether a value is a list of references that is not empty. */
export function isReferences(value: unknown): value is readonly Reference[] {
  return Array.isArray(value) && value.length > 0 && value.every(isReference);
}

export function versionOf(record: RawRecord): number {
  return Number(record.version ?? 0);
}

/** The value at a path of a record, with references made into {@link Reference}s. */
export function valueAt(model: TenantModel, record: RawRecord, path: FieldPath): FieldValue {
  let value: unknown = record;
  for (const step of path.steps) {
    if (typeof value !== 'object' || value === null) {
      return null;
    }
    value = (value as Record<string, unknown>)[step.name];
  }
  return toValue(model, path.field, value);
}

export function toValue(model: TenantModel, field: FieldDefinition, raw: unknown): FieldValue {
  if (raw === undefined || raw === null) {
    return null;
  }
  if (field.type === 'reference') {
    return toReference(model.target(field), raw);
  }
  if (field.type === 'references' && Array.isArray(raw)) {
    return raw.map((one) => toReference(model.target(field), one)).filter((one) => one !== null);
  }
  if (typeof raw === 'number') {
    return String(raw);
  }
  if (field.type === 'multiSelect' && Array.isArray(raw)) {
    return raw.map(String);
  }
  return typeof raw === 'string' || typeof raw === 'boolean' ? raw : JSON.stringify(raw);
}

function toReference(target: ObjectDefinition | undefined, raw: unknown): Reference | null {
  if (typeof raw === 'string') {
    return { id: raw, title: null };
  }
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) {
    return null;
  }
  const title = target?.titleField && (raw as Record<string, unknown>)[target.titleField];
  return {
    id: String(raw.id),
    title: title === undefined || title === null || title === '' ? null : String(title),
  };
}

/** All values of a record by field name. */
export function valuesOf(model: TenantModel, object: ObjectDefinition, record: RawRecord): Values {
  return Object.fromEntries(
    object.fields.map((field) => [field.name, toValue(model, field, record[field.name])]),
  );
}

export function titleOf(
  model: TenantModel,
  object: ObjectDefinition,
  record: RawRecord,
): string | null {
  const field = model.titleField(object);
  const value = field ? toValue(model, field, record[field.name]) : null;
  if (value === null || value === '') {
    return null;
  }
  return isReference(value) ? value.title : String(value);
}

function idsOf(list: readonly Reference[]): string {
  return JSON.stringify(list.map((reference) => reference.id));
}

export function sameValue(left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  const plain = (value: FieldValue | undefined) =>
    isReference(value)
      ? value.id
      : value === '' || value === undefined
        ? null
        : isList(value)
          ? JSON.stringify([...value].sort())
          : isReferences(value)
            ? idsOf(value)
            : value;
  return plain(left) === plain(right);
}

/** The fields that differ, with their new values. */
export function changedValues(object: ObjectDefinition, before: Values, after: Values): Values {
  const changes: Values = {};
  for (const field of object.fields) {
    const value = after[field.name];
    if (value !== undefined && isWritable(field) && !sameValue(before[field.name], value)) {
      changes[field.name] = value === '' ? null : value;
    }
  }
  return changes;
}

const NUMERIC = ['integer', 'decimal', 'percent', 'rating'];

/**
 * Values as the JSON of a request. Numbers go out digit by digit as they were written: a number
 * that went through JavaScript's would not be the one the person meant.
 */
export function writeValues(object: ObjectDefinition, values: Values): string {
  const members = Object.entries(values).map(([name, value]) => {
    const field = object.fields.find((candidate) => candidate.name === name);
    return `${JSON.stringify(name)}:${writeValue(field, value)}`;
  });
  return `{${members.join(',')}}`;
}

function writeValue(field: FieldDefinition | undefined, value: FieldValue): string {
  if (isReference(value)) {
    return JSON.stringify(value.id);
  }
  if (isReferences(value)) {
    return idsOf(value);
  }
  if (field?.type === 'money' && typeof value === 'string') {
    return writeMoney(value);
  }
  if (field?.type === 'geoPoint' && typeof value === 'string') {
    return writeGeoPoint(value);
  }
  if (field && isAttachment(field) && typeof value === 'string') {
    return writeFiles(value, field.type === 'files');
  }
  const isText = typeof value === 'string';
  if (isText && (field?.type === 'address' || (field?.type === 'json' && !jsonError(value)))) {
    return value;
  }
  const isNumber =
    typeof value === 'string' &&
    NUMERIC.includes(field?.type ?? '') &&
    /^-?\d+(\.\d+)?$/.test(value);
  return isNumber ? value : JSON.stringify(value);
}
