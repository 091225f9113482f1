import type { Version } from '@/api/types';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { toValue, type FieldValue, type RawRecord } from '@/schema/records';

export interface Change {
  field: FieldDefinition;
  before: FieldValue;
  after: FieldValue;
}

/**
 * What each version changed. The history holds what was replaced; what it was replaced by is what
 * the next newer version replaced in turn, or what the record holds now.
 *
 * @param versions the newest first
 */
export function changesByVersion(
  model: TenantModel,
  object: ObjectDefinition,
  record: RawRecord,
  versions: readonly Version[],
): Change[][] {
  const later: Record<string, unknown> = { ...record };
  return versions.map((version) => {
    const changes = object.fields.flatMap((field) => {
      if (!(field.name in version.replaced)) {
        return [];
      }
      const before = toValue(model, field, version.replaced[field.name]);
      const after = toValue(model, field, later[field.name]);
      return [{ field, before, after }];
    });
    Object.assign(later, version.replaced);
    return changes;
  });
}

/**
 * What the public form is called by which a version came; null where that is not told, undefined
 * for a version that came otherwise.
 */
export function formOf(version: Version): string | null | undefined {
  const [last] = version.cause;
  return last?.kind === 'form' ? (last.title ?? null) : undefined;
}
