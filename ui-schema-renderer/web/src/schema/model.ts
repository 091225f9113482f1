import type { FieldDefinition, ObjectDefinition } from './metadata';

/** A field that is reached from an object, perhaps over references: `account.name`. */
export interface FieldPath {
  path: string;
  /** The fields on the way, the last one included. */
  steps: FieldDefinition[];
  field: FieldDefinition;
  /** The object that the field belongs to. */
  owner: ObjectDefinition;
}

const system = (name: string, type: string): FieldDefinition => ({
  name,
  label: name,
  type,
  required: false,
  unique: false,
  indexed: false,
  searchable: false,
});

/** The fields that every record has. Their labels are the application's. */
export const SYSTEM_FIELDS: readonly FieldDefinition[] = [
  system('createdAt', 'dateTime'),
  system('createdBy', 'user'),
  system('updatedAt', 'dateTime'),
  system('updatedBy', 'user'),
  system('owner', 'user'),
];

export function isSystemField(name: string): boolean {
  return SYSTEM_FIELDS.some((field) => field.name === name);
}

/** All objects of a tenant, and the ways between them. */
export class TenantModel {
  private readonly byName: ReadonlyMap<string, ObjectDefinition>;

  constructor(
    readonly objects: readonly ObjectDefinition[],
    readonly version: number,
  ) {
    this.byName = new Map(objects.map((object) => [object.name, object]));
  }

  object(name: string): ObjectDefinition | undefined {
    return this.byName.get(name);
  }

  field(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    return (
      object.fields.find((field) => field.name === name) ??
      SYSTEM_FIELDS.find((field) => field.name === name)
    );
  }

  /** The field whose value stands for a record. */
  titleField(object: ObjectDefinition): FieldDefinition | undefined {
    return object.fields.find((field) => field.name === object.titleField);
  }

  target(field: FieldDefinition): ObjectDefinition | undefined {
    return field.target === undefined ? undefined : this.byName.get(field.target);
  }

  resolve(object: ObjectDefinition, path: string): FieldPath | undefined {
    const steps: FieldDefinition[] = [];
    let owner: ObjectDefinition | undefined = object;
    for (const name of path.split('.')) {
      const previous = steps.at(-1);
      owner = previous ? this.target(previous) : owner;
      const field: FieldDefinition | undefined = owner && this.field(owner, name);
      if (!field) {
        return undefined;
      }
      steps.push(field);
    }
    const field = steps.at(-1);
    return field && owner && { path, steps, field, owner };
  }

  /** The fields of any object that reference this one. */
  referencesTo(name: string): { object: ObjectDefinition; field: FieldDefinition }[] {
    return this.objects.flatMap((object) =>
      object.fields
        .filter((field) => isLink(field) && field.target === name)
        .map((field) => ({ object, field })),
    );
  }

  /** What to ask of a field so that it can be shown: of a reference, its title too. */
  requested(object: ObjectDefinition, path: string): string[] {
    const found = this.resolve(object, path);
    if (!found) {
      return [];
    }
    const target = isLink(found.field) ? this.target(found.field) : undefined;
    return [target?.titleField ? `${path}.${target.titleField}` : path];
  }
}

/** Whether the values of a field name records. */
export function isLink(field: { type: string }): boolean {
  return field.type === 'reference' || field.type === 'references';
}

/** The columns of a list nobody has arranged: the title first, then what fits in a table. */
export function defaultColumns(object: ObjectDefinition): string[] {
  const suitable = object.fields.filter(
    (field) => !['longText', 'richText', 'json', 'secret'].includes(field.type),
  );
  const title = object.titleField;
  const names = suitable.map((field) => field.name).filter((name) => name !== title);
  return (title ? [title, ...names] : names).slice(0, 12);
}
