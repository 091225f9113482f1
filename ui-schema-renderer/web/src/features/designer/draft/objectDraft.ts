import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import { suggestName, suggestPlural } from '@/schema/names';
import { draftedField, fieldBody, fieldPlaces, newField, type FieldDraft } from './fieldDraft';

/** An object as somebody is designing it. */
export interface ObjectDraft {
  label: string;
  pluralLabel: string;
  /** Whether the plural was written by hand, rather than guessed from the label. */
  hasPlural: boolean;
  name: string;
  isNamed: boolean;
  icon: string | null;
  description: string;
  fields: FieldDraft[];
}

/** A new object: with a name, because nearly everything has one. */
export function newObject(nameLabel: string): ObjectDraft {
  return {
    label: '',
    pluralLabel: '',
    hasPlural: false,
    name: '',
    isNamed: false,
    icon: null,
    description: '',
    fields: [{ ...newField('text', nameLabel, 'name'), required: true, searchable: true }],
  };
}

export function labelledObject(
  draft: ObjectDraft,
  label: string,
  taken: readonly string[],
): ObjectDraft {
  return {
    ...draft,
    label,
    ...(!draft.hasPlural && { pluralLabel: suggestPlural(label) }),
    ...(!draft.isNamed && { name: suggestName(label, taken) }),
  };
}

/** The field that stands for a record: the first that reads like a title. */
export function titleFieldOf(fields: readonly FieldDraft[]): string | undefined {
  for (const types of [['text'], ['autoNumber'], ['email'], ['longText']]) {
    const found = fields.find((field) => types.includes(field.type) && field.name !== '');
    if (found) {
      return found.name;
    }
  }
  return undefined;
}

export function objectBody(draft: ObjectDraft): Record<string, unknown> {
  const titleField = titleFieldOf(draft.fields);
  return {
    name: draft.name.trim(),
    label: draft.label.trim(),
    ...(draft.pluralLabel.trim() && { pluralLabel: draft.pluralLabel.trim() }),
    ...(draft.icon && { icon: draft.icon }),
    ...(draft.description.trim() && { description: draft.description.trim() }),
    ...(titleField && { titleField }),
    fields: draft.fields.map(fieldBody),
  };
}

export function objectPlaces(draft: ObjectDraft): string[] {
  return [
    '/name',
    '/label',
    '/pluralLabel',
    '/icon',
    '/description',
    ...draft.fields.flatMap((field, i) => fieldPlaces(field, `/fields/${i}`)),
  ];
}

/** The object that the draft would make. */
export function draftedObject(draft: ObjectDraft): ObjectDefinition {
  const titleField = titleFieldOf(draft.fields);
  return {
    name: draft.name || 'draft',
    label: draft.label,
    pluralLabel: draft.pluralLabel || draft.label,
    ...(draft.icon && { icon: draft.icon }),
    ...(titleField && { titleField }),
    fields: draft.fields.map((field) => draftedField(field)),
    validations: [],
    layouts: [],
    views: [],
    rules: [],
  };
}

/** The tenant's model with an object put in, so that expressions can be completed over it. */
export function modelWith(model: TenantModel, object: ObjectDefinition): TenantModel {
  const others = model.objects.filter((other) => other.name !== object.name);
  return new TenantModel([...others, object], model.version);
}

export function withField(
  object: ObjectDefinition,
  before: string | null,
  field: FieldDefinition,
): ObjectDefinition {
  const fields = object.fields.filter((other) => other.name !== before);
  return { ...object, fields: field.name ? [...fields, field] : fields };
}

/** What still has to be said before the object can be created; the server checks all the rest. */
export function missing(draft: ObjectDraft): 'label' | 'field' | null {
  if (draft.label.trim() === '') {
    return 'label';
  }
  return draft.fields.some((field) => field.label.trim() === '') ? 'field' : null;
}
