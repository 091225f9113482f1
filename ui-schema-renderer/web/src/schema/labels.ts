import type { FieldDefinition, ObjectDefinition, Translations, ViewDefinition } from './metadata';

/** A text of metadata in the reader's language, or as its author wrote it. */
export function translated(
  definition: { translations?: Translations },
  locale: string,
  key: string,
  otherwise: string,
): string {
  const language = locale.split('-')[0] ?? locale;
  const texts = definition.translations;
  return texts?.[locale]?.[key] ?? texts?.[language]?.[key] ?? otherwise;
}

export function labelOf(
  definition: ObjectDefinition | FieldDefinition | ViewDefinition,
  locale: string,
): string {
  return translated(definition, locale, 'label', definition.label);
}

export function pluralOf(object: ObjectDefinition, locale: string): string {
  return translated(object, locale, 'pluralLabel', object.pluralLabel);
}

export function helpOf(field: FieldDefinition, locale: string): string | undefined {
  return field.description && translated(field, locale, 'description', field.description);
}

export function optionLabel(field: FieldDefinition, value: string, locale: string): string {
  const option = field.options?.find((candidate) => candidate.value === value);
  return translated(field, locale, `options.${value}`, option?.label ?? value);
}

/** "closeDate" as "Close date". */
export function toLabel(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim();
  const lower = spaced.replace(/ ([A-Z])(?![A-Z])/g, (whole) => whole.toLowerCase());
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
