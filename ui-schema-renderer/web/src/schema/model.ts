import type { FieldDefinition, ObjectDefinition, Translations } from './metadata';

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

/** How many lookups and rollups may come from each other; the server takes no more. */
const MAX_DEPTH = 10;

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

  /**
   * The field as it is shown: a lookup or a rollup with its own name, and the type and options of
   * what its values come from.
   */
  shown(owner: ObjectDefinition, field: FieldDefinition, depth = 0): FieldDefinition {
    const source = depth > MAX_DEPTH ? undefined : this.source(owner, field, depth);
    if (!source) {
      return field;
    }
    const { name, label, description, indexed } = field;
    const translations: Translations = { ...field.translations };
    for (const [locale, texts] of Object.entries(source.translations ?? {})) {
      const options = Object.entries(texts).filter(([key]) => key.startsWith('options.'));
      translations[locale] = { ...Object.fromEntries(options), ...translations[locale] };
    }
    const own = { name, label, indexed, translations, required: false, computed: true };
    return { ...source, ...own, ...(description !== undefined && { description }) };
  }

  /** The field that the values of a lookup or a rollup come from. */
  private source(
    owner: ObjectDefinition,
    field: FieldDefinition,
    depth: number,
  ): FieldDefinition | undefined {
    if (field.type === 'lookup') {
      return this.resolve(owner, `${field.reference ?? ''}.${field.field ?? ''}`, depth + 1)?.field;
    }
    if (field.type !== 'rollup') {
      return undefined;
    }
    const children = this.byName.get(field.source?.split('.')[0] ?? '');
    const keeps = field.function === 'min' || field.function === 'max';
    const found = keeps && children ? this.field(children, field.of?.trim() ?? '') : undefined;
    return children && found
      ? this.shown(children, found, depth + 1)
      : { ...field, type: field.function === 'count' ? 'integer' : 'decimal' };
  }

  resolve(object: ObjectDefinition, path: string, depth = 0): FieldPath | undefined {
    const steps: FieldDefinition[] = [];
    let owner: ObjectDefinition | undefined = object;
    for (const name of path.split('.')) {
      const previous = steps.at(-1);
      owner = previous ? this.target(previous) : owner;
      const written = owner && this.field(owner, name);
      const field: FieldDefinition | undefined =
        owner && written && this.shown(owner, written, depth);
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

/** Whether the values of a field are files. */
export function isAttachment(field: { type: string }): boolean {
  return ['file', 'files', 'image'].includes(field.type);
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
