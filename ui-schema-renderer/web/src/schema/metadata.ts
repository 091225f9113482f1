/** A tenant's metadata as the API gives it. */

export type FieldTypeName =
  | 'text'
  | 'longText'
  | 'richText'
  | 'email'
  | 'phone'
  | 'url'
  | 'color'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'rating'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'time'
  | 'duration'
  | 'select'
  | 'multiSelect'
  | 'reference'
  | 'references'
  | 'user'
  | 'address'
  | 'geoPoint'
  | 'file'
  | 'files'
  | 'image'
  | 'secret'
  | 'json'
  | 'autoNumber'
  | 'formula'
  | 'lookup'
  | 'rollup';

/** By locale, then by what is translated: `label`, `options.<value>` and so on. */
export type Translations = Record<string, Record<string, string>>;

export interface OptionDefinition {
  value: string;
  label: string;
  color?: string;
}

export type Classification = 'personal' | 'sensitive';

export type OnDelete = 'restrict' | 'cascade' | 'setNull' | 'remove';
export type Returns = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'dateTime';

export type RollupFunction = 'count' | 'sum' | 'avg' | 'min' | 'max';

export interface FieldDefinition {
  name: string;
  label: string;
  description?: string;
  /** One of FieldTypeName, or of a type that this application does not know yet. */
  type: string;
  required: boolean;
  unique: boolean;
  indexed: boolean;
  searchable: boolean;
  default?: string;
  /** What its values say of people. */
  classification?: Classification;
  translations?: Translations;
  minLength?: number;
  maxLength?: number;
  /** What a text has to look like, and what is said of one that does not. */
  pattern?: string;
  patternMessage?: string;
  /** Whether values that differ in case alone are one, where they are to be unique. */
  ignoreCase?: boolean;
  minimum?: string;
  maximum?: string;
  scale?: number;
  region?: string;
  currencies?: string[];
  schema?: unknown;
  options?: OptionDefinition[];
  target?: string;
  onDelete?: OnDelete;
  maxItems?: number;
  maxSize?: number;
  accept?: string[];
  format?: string;
  returns?: Returns;
  expression?: string;
  /** Of a lookup: the references that lead to the record, with dots between them. */
  reference?: string;
  /** Of a lookup: the field of that record. */
  field?: string;
  /** Of a rollup: the reference that leads here, as `object.reference`. */
  source?: string;
  function?: RollupFunction;
  of?: string;
  filter?: string;
  /** Whether it shows what another field has, so that nobody writes it here. */
  computed?: boolean;
}

export interface ValidationDefinition {
  name: string;
  expression: string;
  field?: string;
  message: string;
  code?: string;
  translations?: Translations;
}

/** A field in its place on a form; with a condition where it is not always shown. */
export type PlacedField = string | { field: string; visibleWhen?: string };

export interface SectionDefinition {
  label?: string;
  columns: number;
  fields: PlacedField[];
  visibleWhen?: string;
}

export function placedName(placed: PlacedField): string {
  return typeof placed === 'string' ? placed : placed.field;
}

export interface LayoutDefinition {
  name: string;
  label?: string;
  sections: SectionDefinition[];
  translations?: Translations;
}

export interface ViewDefinition {
  name: string;
  label: string;
  columns: string[];
  filter?: string;
  sort: string[];
  translations?: Translations;
}

export type Moment = 'beforeSave' | 'afterCommit';
export type Operation = 'create' | 'update' | 'delete';

export type RuleAction =
  | { type: 'setField'; field: string; value: string }
  | { type: 'createRecord'; object: string; values: Record<string, string> };

export interface RuleDefinition {
  name: string;
  label: string;
  enabled: boolean;
  moment: Moment;
  on: Operation[];
  priority: number;
  condition?: string;
  actions: RuleAction[];
  translations?: Translations;
}

export type UniqueTogether = string[] | { fields: string[]; when?: string; code?: string };

/** Where a transition leads from or to: a value, `*` for any, or a record by a unique field. */
export type TransitionEnd = string | Record<string, string>;

export interface TransitionDefinition {
  from?: TransitionEnd | TransitionEnd[];
  to: TransitionEnd | TransitionEnd[];
  when?: string;
  require?: string[];
  roles?: string[];
  code?: string;
}

export interface CounterDefinition {
  field: string;
  scope?: string[];
  when?: string;
}

export interface InvariantDefinition {
  name: string;
  expression: string;
  message: string;
  code?: string;
  translations?: Translations;
}

/** What an object demands of its records. */
export interface ObjectOptions {
  uniqueTogether?: UniqueTogether[];
  appendOnly?: boolean;
  immutableWhen?: string | { when: string; free?: string[]; code?: string };
  transitions?: { field: string; allow: TransitionDefinition[] };
  acyclic?: string | string[];
  counters?: CounterDefinition[];
  invariants?: InvariantDefinition[];
  retention?: { deleted: string };
}

export interface ObjectDefinition extends ObjectOptions {
  name: string;
  label: string;
  pluralLabel: string;
  icon?: string;
  description?: string;
  titleField?: string;
  plugin?: string;
  translations?: Translations;
  fields: FieldDefinition[];
  validations: ValidationDefinition[];
  layouts: LayoutDefinition[];
  views: ViewDefinition[];
  rules: RuleDefinition[];
}

/** Something deleted that can still be brought back. */
export type Deleted<T> = T & { deletedAt: string };

export const READ_ONLY_TYPES: readonly string[] = ['autoNumber', 'formula', 'lookup', 'rollup'];

export function isWritable(field: FieldDefinition): boolean {
  return field.computed !== true && !READ_ONLY_TYPES.includes(field.type);
}
