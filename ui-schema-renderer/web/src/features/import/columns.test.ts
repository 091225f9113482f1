import { describe, expect, it } from 'vitest';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import { chosenTwice, guessColumns, keysOf, targetsOf } from './columns';

const field = (name: string, label: string, more: Partial<FieldDefinition> = {}) =>
  ({ name, label, type: 'text', unique: false, ...more }) as FieldDefinition;

const account = {
  name: 'account',
  fields: [field('code', 'Code', { unique: true }), field('name', 'Name')],
} as ObjectDefinition;
const deal = {
  name: 'deal',
  fields: [
    field('number', 'Number', { unique: true }),
    field('closeDate', 'Close date', { translations: { ru: { label: 'Дата закрытия' } } }),
    field('account', 'Account', { type: 'reference', target: 'account' }),
    field('total', 'Total', { type: 'formula' }),
  ],
} as ObjectDefinition;
const targets = targetsOf(new TenantModel([account, deal], 1), deal, 'ru');

describe('the columns of a file', () => {
  it('can be fields that files bring, and keys of what those refer to', () => {
    expect(targets.map(({ name }) => name)).toEqual([
      'number',
      'closeDate',
      'account',
      'account.code',
    ]);
  });

  it('are known by name, by label and by label in the language of the reader', () => {
    const guess = (column: string) => guessColumns([column], targets, false)[0];
    expect(['number', 'CLOSE DATE', 'дата закрытия', 'account.code', 'Total'].map(guess)).toEqual([
      'number',
      'closeDate',
      'closeDate',
      'account.code',
      '',
    ]);
  });

  it('are each field once', () => {
    expect(guessColumns(['Number', 'number', ''], targets, true)).toEqual(['number', '*', '']);
    expect(chosenTwice(['account', 'account.code', '*', '*', ''])).toEqual(new Set(['account']));
  });

  it('can find records where they are unique', () => {
    expect(keysOf(['number', 'account.code'], targets).map(({ name }) => name)).toEqual(['number']);
  });
});
