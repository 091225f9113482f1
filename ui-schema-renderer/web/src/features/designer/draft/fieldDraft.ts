import { labelOf, pluralOf } from '@/schema/labels';
import type {
  Classification,
  FieldDefinition,
  FieldTypeName,
  ObjectDefinition,
  OnDelete,
  Returns,
  RollupFunction,
  Translations,
} from '@/schema/metadata';
import { isLink } from '@/schema/model';
import { suggestName } from '@/schema/names';
import { textOr, TYPE_OPTIONS, type Options } from './typeOptions';

/** An option of a select as somebody is editing it. */
export interface OptionDraft {
  key: string;
  label: string;
  value: string;
  color: string | null;
  /** Whether records may hold the value already; it then stays. */
  isStored: boolean;
  /** Whether the value was written by hand, rather than made from the label. */
  isNamed: boolean;
}

/** A field as somebody is editing it: numbers are what was typed. */
export interface FieldDraft {
  key: string;
  type: FieldTypeName;
  label: string;
  name: string;
  /** Whether the name was written by hand, rather than made from the label. */
  isNamed: boolean;
  description: string;
  required: boolean;
  unique: boolean;
  indexed: boolean;
  searchable: boolean;
  default: string;
  classification: Classification | 'none';
  minLength: string;
  maxLength: string;
  pattern: string;
  patternMessage: string;
  ignoreCase: boolean;
  minimum: string;
  maximum: string;
  scale: string;
  region: string;
  /** The codes, with commas or spaces between them. */
  currencies: string;
  schema: string;
  options: OptionDraft[];
  target: string;
  onDelete: OnDelete;
  maxItems: string;
  maxSize: string;
  /** Media types, with commas or spaces between them. */
  accept: string;
  format: string;
  returns: Returns;
  expression: string;
  reference: string;
  field: string;
  source: string;
  function: RollupFunction;
  of: string;
  filter: string;
}

let lastKey = 0;

/** A key for React that outlives renaming and moving. */
export function nextKey(): string {
  lastKey += 1;
  return `k${lastKey}`;
}

export const OPTION_COLORS = [
  'blue', 'green', 'amber', 'red', 'purple', 'teal', 'orange', 'pink', 'indigo', 'brown', 'gray',
] as const; // prettier-ignore

export function newOption(options: readonly OptionDraft[]): OptionDraft {
  return {
    key: nextKey(),
    label: '',
    value: '',
    color: OPTION_COLORS[options.length % OPTION_COLORS.length] ?? null,
    isStored: false,
    isNamed: false,
  };
}

export function newField(type: FieldTypeName, label = '', name = ''): FieldDraft {
  return {
    key: nextKey(),
    type,
    label,
    name,
    isNamed: name !== '',
    description: '',
    required: false,
    unique: false,
    indexed: false,
    searchable: false,
    default: '',
    classification: 'none',
    minLength: '',
    maxLength: '',
    pattern: '',
    patternMessage: '',
    ignoreCase: false,
    minimum: '',
    maximum: '',
    scale: type === 'decimal' ? '2' : '',
    region: '',
    currencies: '',
    schema: '',
    options: type === 'select' || type === 'multiSelect' ? [newOption([])] : [],
    target: '',
    onDelete: 'restrict',
    maxItems: '',
    maxSize: '',
    accept: '',
    format: type === 'autoNumber' ? '{0000}' : '',
    returns: 'decimal',
    expression: '',
    reference: '',
    field: '',
    source: '',
    function: 'count',
    of: '',
    filter: '',
  };
}

const written = (value: string | number | undefined) => (value === undefined ? '' : String(value));

export function fromField(field: FieldDefinition): FieldDraft {
  return {
    ...newField(field.type as FieldTypeName, field.label, field.name),
    description: field.description ?? '',
    required: field.required,
    unique: field.unique,
    indexed: field.indexed,
    searchable: field.searchable,
    default: field.default ?? '',
    classification: field.classification ?? 'none',
    minLength: written(field.minLength),
    maxLength: written(field.maxLength),
    pattern: field.pattern ?? '',
    patternMessage: field.patternMessage ?? '',
    ignoreCase: field.ignoreCase ?? false,
    minimum: written(field.minimum),
    maximum: written(field.maximum),
    scale: written(field.scale),
    region: field.region ?? '',
    currencies: (field.currencies ?? []).join(', '),
    schema: field.schema === undefined ? '' : JSON.stringify(field.schema, null, 2),
    options: (field.options ?? []).map((option) => ({
      key: nextKey(),
      label: option.label,
      value: option.value,
      color: option.color ?? null,
      isStored: true,
      isNamed: true,
    })),
    target: field.target ?? '',
    onDelete: field.onDelete ?? 'restrict',
    maxItems: written(field.maxItems),
    maxSize: written(field.maxSize),
    accept: (field.accept ?? []).join(', '),
    format: field.format ?? '',
    returns: field.returns ?? 'decimal',
    expression: field.expression ?? '',
    reference: field.reference ?? '',
    field: field.field ?? '',
    source: field.source ?? '',
    function: field.function ?? 'count',
    of: field.of ?? '',
    filter: field.filter ?? '',
  };
}

/** The draft with another label, and with a name made from it unless somebody wrote one. */
export function labelled(draft: FieldDraft, label: string, taken: readonly string[]): FieldDraft {
  return { ...draft, label, ...(!draft.isNamed && { name: suggestName(label, taken) }) };
}

/** A reference whose label is an object's, and that refers to nothing yet, refers to that object. */
export function targeted(
  draft: FieldDraft,
  objects: readonly ObjectDefinition[],
  locale: string,
): FieldDraft {
  const label = draft.label.trim().toLowerCase();
  if (!isLink(draft) || draft.target !== '' || label === '') {
    return draft;
  }
  const found = objects.find((object) =>
    [object.name, labelOf(object, locale), pluralOf(object, locale)].some(
      (text) => text.toLowerCase() === label,
    ),
  );
  return found ? { ...draft, target: found.name } : draft;
}

export function labelledOption(
  option: OptionDraft,
  label: string,
  taken: readonly string[],
): OptionDraft {
  return { ...option, label, ...(!option.isNamed && { value: suggestName(label, taken) }) };
}

/** Types whose values the platform fills in: they are neither required nor have a default. */
const FILLED: readonly FieldTypeName[] = ['autoNumber', 'formula', 'lookup', 'rollup'];

export function isFilled(type: FieldTypeName): boolean {
  return FILLED.includes(type);
}

export function canBeUnique(type: FieldTypeName): boolean {
  return [
    'text',
    'email',
    'phone',
    'url',
    'color',
    'integer',
    'decimal',
    'percent',
    'date',
    'select',
    'reference',
    'dateTime',
    'time',
    'duration',
    'user',
  ].includes(type);
}

export function canBeSearched(type: FieldTypeName): boolean {
  return ['text', 'longText', 'richText', 'email', 'phone', 'url'].includes(type);
}

/** What is sent to create the field. */
export function fieldBody(draft: FieldDraft): Options {
  const body: Options = {
    name: draft.name.trim(),
    label: textOr(draft.label, draft.name.trim()),
    description: textOr(draft.description, undefined),
    type: draft.type,
    ...TYPE_OPTIONS[draft.type]?.(draft),
    required: !isFilled(draft.type) && draft.required,
    unique: canBeUnique(draft.type) && draft.unique,
    indexed: draft.indexed,
    searchable: canBeSearched(draft.type) && draft.searchable,
    classification: draft.classification === 'none' ? undefined : draft.classification,
    default: isFilled(draft.type) ? undefined : textOr(draft.default, undefined),
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** What is sent to change the field: what is different, and null for what is gone. */
export function fieldPatch(before: FieldDefinition, draft: FieldDraft): Options {
  const old = fieldBody(fromField(before));
  const next = fieldBody(draft);
  const patch: Options = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (JSON.stringify(old[key]) !== JSON.stringify(next[key])) {
      patch[key] = next[key] ?? null;
    }
  }
  return patch;
}

/** The field that the draft would make, for showing what it will look like. */
export function draftedField(draft: FieldDraft, translations?: Translations): FieldDefinition {
  const { default: fallback, ...body } = fieldBody(draft);
  return {
    ...(body as unknown as FieldDefinition),
    ...(typeof fallback === 'string' && { default: fallback }),
    ...(translations && { translations }),
  };
}

/** Where the editor of a field can show an error. */
export function fieldPlaces(draft: FieldDraft, prefix = ''): string[] {
  const plain = [
    'name', 'label', 'description', 'required', 'unique', 'indexed', 'searchable', 'default', 'classification',
    'minLength', 'maxLength', 'pattern', 'patternMessage', 'ignoreCase', 'minimum', 'maximum', 'scale', 'region', 'currencies', 'schema', 'options', 'target', 'onDelete',
    'maxItems', 'maxSize', 'accept', 'format', 'returns', 'expression', 'reference', 'field', 'source', 'function', 'of', 'filter', 'type',
  ]; // prettier-ignore
  const options = draft.options.map((_, i) => `options/${i}`);
  return [...plain, ...options].map((place) => `${prefix}/${place}`);
}
