import { isWritable, type FieldDefinition, type ObjectDefinition } from '@/schema/metadata';
import type { FieldValue, Values } from '@/schema/records';

/** A default that is a plain literal, as its value; null for what only the server can compute. */
export function literalDefault(field: FieldDefinition): FieldValue {
  const text = field.default?.trim() ?? '';
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    return text;
  }
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) {
    try {
      return JSON.parse(text) as string;
    } catch {
      return null;
    }
  }
  return null;
}

/** What a new record begins with. */
export function startValues(object: ObjectDefinition, given: Values = {}): Values {
  return Object.fromEntries(
    object.fields.map((field) => {
      const start = literalDefault(field);
      // A switch is either on or off from the start.
      const otherwise = field.type === 'boolean' && field.required ? false : null;
      return [field.name, given[field.name] ?? start ?? otherwise];
    }),
  );
}

/** What is sent to make a record: what was filled in, and defaults that were taken away. */
export function newValues(object: ObjectDefinition, start: Values, values: Values): Values {
  return Object.fromEntries(
    object.fields.flatMap((field) => {
      const value = values[field.name] ?? null;
      const plain = value === '' ? null : value;
      const isCleared = plain === null && literalDefault(field) !== null;
      return isWritable(field) && (plain !== null || (isCleared && start[field.name] !== null))
        ? [[field.name, plain]]
        : [];
    }),
  );
}
