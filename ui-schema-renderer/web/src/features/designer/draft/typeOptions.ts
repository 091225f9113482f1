import type { FieldTypeName } from '@/schema/metadata';
import type { FieldDraft } from './fieldDraft';

/** A number as JSON has it; what is no number is sent as it is, for the server to refuse. */
function whole(text: string): number | string | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function exact(text: string): string | undefined {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? undefined : trimmed;
}

function codes(text: string): string[] | undefined {
  const found = text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  return found.length > 0 ? found : undefined;
}

/** Media types, with commas or spaces between them. */
function types(text: string): string[] | undefined {
  const found = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  return found.length > 0 ? found : undefined;
}

const attachment = (draft: FieldDraft): Options => ({
  maxSize: whole(draft.maxSize),
  accept: types(draft.accept),
});

/** JSON that was typed; what is none is sent as it is, for the server to refuse. */
function parsed(text: string): unknown {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function textOr<T>(text: string, otherwise: T): string | T {
  return text.trim() === '' ? otherwise : text.trim();
}

export type Options = Record<string, unknown>;

const selectable = (draft: FieldDraft): Options => ({
  options: draft.options
    .filter((option) => option.label.trim() !== '' || option.value.trim() !== '')
    .map((option) => ({
      value: option.value.trim(),
      label: textOr(option.label, option.value.trim()),
      ...(option.color && { color: option.color }),
    })),
});

/** The options that each type takes; a type that is not here takes none. */
export const TYPE_OPTIONS: Partial<Record<FieldTypeName, (draft: FieldDraft) => Options>> = {
  text: (draft) => ({
    minLength: whole(draft.minLength),
    maxLength: whole(draft.maxLength),
    // Spaces at the ends of a pattern mean spaces.
    pattern: draft.pattern === '' ? undefined : draft.pattern,
    patternMessage: draft.pattern === '' ? undefined : textOr(draft.patternMessage, undefined),
    ignoreCase: draft.ignoreCase || undefined,
  }),
  richText: (draft) => ({ maxLength: whole(draft.maxLength) }),
  money: (draft) => ({
    currencies: codes(draft.currencies),
    scale: whole(draft.scale),
    minimum: exact(draft.minimum),
    maximum: exact(draft.maximum),
  }),
  longText: (draft) => ({ maxLength: whole(draft.maxLength) }),
  integer: (draft) => ({ minimum: exact(draft.minimum), maximum: exact(draft.maximum) }),
  decimal: (draft) => ({
    scale: whole(draft.scale),
    minimum: exact(draft.minimum),
    maximum: exact(draft.maximum),
  }),
  percent: (draft) => ({
    scale: whole(draft.scale),
    minimum: exact(draft.minimum),
    maximum: exact(draft.maximum),
  }),
  rating: (draft) => ({ maximum: exact(draft.maximum) }),
  phone: (draft) => ({ region: textOr(draft.region.toUpperCase(), undefined) }),
  select: selectable,
  multiSelect: selectable,
  json: (draft) => ({ schema: parsed(draft.schema) }),
  reference: (draft) => ({ target: draft.target, onDelete: draft.onDelete }),
  references: (draft) => ({
    target: draft.target,
    onDelete: draft.onDelete,
    maxItems: whole(draft.maxItems),
  }),
  file: attachment,
  files: (draft) => ({ ...attachment(draft), maxItems: whole(draft.maxItems) }),
  image: attachment,
  secret: (draft) => ({ maxLength: whole(draft.maxLength) }),
  autoNumber: (draft) => ({ format: textOr(draft.format, undefined) }),
  formula: (draft) => ({ returns: draft.returns, expression: draft.expression }),
  lookup: (draft) => ({ reference: draft.reference.trim(), field: draft.field.trim() }),
  rollup: (draft) => ({
    source: draft.source.trim(),
    function: draft.function,
    of: draft.function === 'count' ? undefined : textOr(draft.of, undefined),
    filter: textOr(draft.filter, undefined),
  }),
};
