import { NEW_FIELD } from '@/api/imports';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';

/** What the columns of a file can be, and what they are likely to be. */

/** What a column is that is left out. */
export const LEFT_OUT = '';

/** Types whose values the platform gives, or that no file brings. */
const NOT_IMPORTED = new Set([
  'autoNumber', 'formula', 'lookup', 'rollup', 'secret', 'file', 'files', 'image',
]); // prettier-ignore

/** A field, or a unique field of what it refers to, that a column can be. */
export interface Target {
  /** As the import names it: `name`, `account.code`. */
  name: string;
  label: string;
  field: FieldDefinition;
}

export function targetsOf(model: TenantModel, object: ObjectDefinition, locale: string): Target[] {
  return object.fields
    .filter((field) => !NOT_IMPORTED.has(field.type))
    .flatMap((field) => {
      const label = labelOf(field, locale);
      const keys = model.target(field)?.fields.filter((key) => key.unique) ?? [];
      return [
        { name: field.name, label, field },
        ...keys.map((key) => ({
          name: `${field.name}.${key.name}`,
          label: `${label} → ${labelOf(key, locale)}`,
          field,
        })),
      ];
    });
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '');

/** Which of the targets each column is by its name; no target is taken twice. */
export function guessColumns(
  columns: readonly string[],
  targets: readonly Target[],
  mayCreate: boolean,
): string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    const found = targets.find(
      ({ name, label, field }) =>
        !taken.has(field.name) &&
        [name, label, field.name === name ? field.label : ''].some(
          (known) => known !== '' && plain(known) === plain(column),
        ),
    );
    if (found) {
      taken.add(found.field.name);
      return found.name;
    }
    return mayCreate && column.trim() !== '' ? NEW_FIELD : LEFT_OUT;
  });
}

/** The fields that records can be found by: those that are unique and have a column. */
export function keysOf(chosen: readonly string[], targets: readonly Target[]): Target[] {
  return targets.filter(({ name, field }) => field.unique && chosen.includes(name));
}

/** The fields that more than one column is said to be. */
export function chosenTwice(chosen: readonly string[]): Set<string> {
  const fields = chosen
    .filter((name) => name !== LEFT_OUT && name !== NEW_FIELD)
    .map((name) => name.split('.')[0] ?? name);
  return new Set(fields.filter((field, i) => fields.indexOf(field) !== i));
}
