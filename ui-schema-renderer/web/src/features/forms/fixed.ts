import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { isWritable } from '@/schema/metadata';
import { isAttachment, isSystemField, type TenantModel } from '@/schema/model';
import {
  isReference,
  isReferences,
  sameValue,
  toValue,
  type FieldValue,
  type Values,
} from '@/schema/records';

/** Whether a form can give a field the same value each time; the server says the same. */
export function canBeFixed(field: FieldDefinition): boolean {
  return (
    isWritable(field) &&
    !isSystemField(field.name) &&
    !isAttachment(field) &&
    field.type !== 'secret'
  );
}

/** What a form fixes, as inputs hold it. */
export function fixedValues(
  model: TenantModel,
  object: ObjectDefinition,
  stored: Readonly<Record<string, unknown>>,
): Values {
  return Object.fromEntries(
    Object.entries(stored).flatMap(([name, raw]) => {
      const field = model.field(object, name);
      return field ? [[name, toValue(model, field, raw)]] : [];
    }),
  );
}

function isEmpty(value: FieldValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/**
 * What becomes of the fixed values, as a merge patch: those alone that are others than before, so
 * that a number of many digits stays as it was written, and null for those that went.
 */
export function fixedChanges(before: Values, after: Values): Values {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes: Values = {};
  for (const name of names) {
    const value = after[name];
    if (value === undefined || isEmpty(value)) {
      if (name in before) {
        changes[name] = null;
      }
    } else if (!sameValue(before[name], value)) {
      changes[name] = value;
    }
  }
  return changes;
}

/** The records that a value leads to of which nobody has said what they are called. */
export function unnamed(value: FieldValue): string[] {
  const references = isReferences(value) ? value : isReference(value) ? [value] : [];
  return references.filter(({ title }) => title === null).map(({ id }) => id);
}

/** A value with the titles that were found of its records. */
export function named(value: FieldValue, titles: Readonly<Record<string, string>>): FieldValue {
  const title = (reference: { id: string; title: string | null }) => ({
    ...reference,
    title: reference.title ?? titles[reference.id] ?? null,
  });
  return isReferences(value) ? value.map(title) : isReference(value) ? title(value) : value;
}
