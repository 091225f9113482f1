import { placedName, type FieldDefinition, type ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';

/** Where a field stands that is taken out of there together with it. */
export interface Listings {
  layouts: string[];
  views: string[];
  isTitle: boolean;
}

export function listingsOf(object: ObjectDefinition, field: FieldDefinition): Listings {
  const isField = (name: string) => name === field.name || name === `-${field.name}`;
  return {
    layouts: object.layouts
      .filter((layout) =>
        layout.sections.some((section) => section.fields.map(placedName).includes(field.name)),
      )
      .map((layout) => layout.label ?? layout.name),
    views: object.views
      .filter((view) => [...view.columns, ...view.sort].some(isField))
      .map((view) => view.label),
    isTitle: object.titleField === field.name,
  };
}

/** The fields of other objects that keep this one from being deleted. */
export function blockersOf(
  model: TenantModel,
  object: ObjectDefinition,
): { object: ObjectDefinition; field: FieldDefinition }[] {
  return model.referencesTo(object.name).filter((found) => found.object.name !== object.name);
}
