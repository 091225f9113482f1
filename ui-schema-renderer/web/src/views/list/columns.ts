import { kindOf } from '@/fields';
import type { FieldKind } from '@/registry/registry';
import { fieldViewOf, type FieldView } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import { isSystemField, type FieldPath, type TenantModel } from '@/schema/model';
import type { Text } from '@/shared/i18n';

export interface Column {
  path: string;
  found: FieldPath;
  field: FieldView;
  kind: FieldKind;
  label: string;
  width: number;
  isEditable: boolean;
  /** What a list is sorted by to be in order of the column; null when it cannot be. */
  sortPath: string | null;
  isTitle: boolean;
}

export const MIN_WIDTH = 64;
export const MAX_WIDTH = 900;
const TITLE_WIDTH = 260;

/** What a path is called: each field on the way, from the nearest on. */
export function pathLabel(found: FieldPath, model: TenantModel, locale: string, t: Text): string {
  return found.steps
    .map((step) =>
      isSystemField(step.name)
        ? t(`system.${step.name}` as 'system.createdAt')
        : fieldViewOf(model, step, locale).label,
    )
    .join(' › ');
}

/** A column of `account.name` shows accounts by what they are called anyway: it is headed "Account". */
function columnLabel(found: FieldPath, model: TenantModel, locale: string, t: Text): string {
  const isTitle = found.steps.length > 1 && found.owner.titleField === found.field.name;
  const steps = isTitle ? found.steps.slice(0, -1) : found.steps;
  return pathLabel({ ...found, steps }, model, locale, t);
}

/** The columns for paths; those that lead nowhere any more are left out. */
export function makeColumns(
  model: TenantModel,
  object: ObjectDefinition,
  paths: readonly string[],
  widths: Readonly<Record<string, number>>,
  locale: string,
  t: Text,
): Column[] {
  return paths.flatMap((path) => {
    const found = model.resolve(object, path);
    if (!found) {
      return [];
    }
    const field = fieldViewOf(model, found.field, locale);
    const kind = kindOf(field);
    const isTitle = path === object.titleField;
    return [
      {
        path,
        found,
        field,
        kind,
        label: columnLabel(found, model, locale, t),
        width: widths[path] ?? (isTitle ? TITLE_WIDTH : kind.width),
        isEditable: found.steps.length === 1 && !field.readOnly && kind.edit !== 'none',
        sortPath: kind.sortPart === null ? null : kind.sortPart ? `${path}.${kind.sortPart}` : path,
        isTitle,
      },
    ];
  });
}
