import type { FieldDefinition, ObjectDefinition } from './metadata';

/** Metadata that the tests of several folders look at. */

export function aField(name: string, type: string, more: Partial<FieldDefinition> = {}) {
  return {
    name,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    type,
    required: false,
    unique: false,
    indexed: false,
    searchable: false,
    ...more,
  } satisfies FieldDefinition;
}

export function anObject(
  name: string,
  fields: FieldDefinition[],
  more: Partial<ObjectDefinition> = {},
): ObjectDefinition {
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    name,
    label,
    pluralLabel: `${label}s`,
    fields,
    validations: [],
    layouts: [],
    views: [],
    rules: [],
    ...more,
  };
}

export const accounts = anObject(
  'account',
  [aField('name', 'text', { required: true, unique: true }), aField('industry', 'text')],
  { titleField: 'name' },
);

export const deals = anObject(
  'deal',
  [
    aField('stage', 'select', {
      options: [
        { value: 'new', label: 'New', color: 'blue' },
        { value: 'won', label: 'Won', color: 'green' },
      ],
      translations: { ru: { label: 'Стадия', 'options.new': 'Новая' } },
    }),
    aField('name', 'text', { required: true }),
    aField('amount', 'decimal', { scale: 2 }),
    aField('closeDate', 'date'),
    aField('active', 'boolean'),
    aField('account', 'reference', { target: 'account', onDelete: 'restrict' }),
    aField('weighted', 'formula', { returns: 'decimal', expression: 'amount / 2' }),
    aField('seen', 'dateTime'),
    aField('notes', 'longText'),
    aField('tags', 'multiSelect', { options: [{ value: 'vip', label: 'VIP' }] }),
    aField('took', 'duration'),
    aField('opens', 'time'),
  ],
  { titleField: 'name' },
);
