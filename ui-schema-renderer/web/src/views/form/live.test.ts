import { describe, expect, it } from 'vitest';
import type { Environment } from '@/expression/arguments';
import { Moment } from '@/expression/time';
import { Id } from '@/expression/values';
import { deals } from '@/schema/fixtures';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { liveFormulas, liveRefusals } from './live';

const field = (name: string, type: string, more: Partial<FieldDefinition> = {}) =>
  ({ name, type, label: name, required: false, ...more }) as FieldDefinition;

const object: ObjectDefinition = {
  ...deals,
  fields: [
    field('hours', 'decimal'),
    field('rate', 'money'),
    field('tags', 'multiSelect'),
    field('due', 'date'),
    field('account', 'reference', { target: 'account' }),
    field('total', 'formula', { expression: 'hours * rate.amount', returns: 'decimal' }),
    field('rounded', 'formula', { expression: 'total + 0.5', returns: 'integer' }),
    field('late', 'formula', { expression: 'due < today()', returns: 'boolean' }),
    field('owner', 'formula', { expression: 'account.owner', returns: 'text' }),
  ],
  validations: [
    {
      name: 'positive',
      expression: 'hours > 0',
      field: 'hours',
      message: 'Work takes time',
      translations: { ru: { message: 'Нужны часы' } },
    },
    { name: 'changed', expression: 'old.hours < hours', field: 'due', message: 'Not less' },
    { name: 'free', expression: 'size(tags) < 2', message: 'Of no field' },
  ],
};

const environment: Environment = {
  now: Moment.parse('2026-03-15T22:30:00Z') as Moment,
  zone: 'Europe/Moscow',
  user: { id: new Id('u'), email: 'ann@acme.example', name: 'Ann', roles: ['user'] },
  tenant: { slug: 'acme', currency: 'EUR' },
};

const RATE = '{"amount":"0.10","currency":"EUR"}';

describe('a form while it is being filled in', () => {
  it('shows what formulas give, exactly, and those that use them', () => {
    const live = liveFormulas(object, { hours: '3', rate: RATE, due: '2026-03-15' }, environment);

    expect(live).toEqual({ total: '0.3', rounded: '1', late: true });
  });

  it('leaves to the server what it cannot know: other records, and what is no value yet', () => {
    const values = { hours: '1,', rate: RATE, account: { id: 'x', title: 'Acme' } };

    expect(liveFormulas(object, values, environment)).toEqual({ late: null });
    expect(liveRefusals(object, values, environment, 'en')).toEqual({});
  });

  it('says which validations are not met, in the language of the reader', () => {
    expect(liveRefusals(object, { hours: '0' }, environment, 'en')).toEqual({
      hours: 'Work takes time',
    });
    expect(liveRefusals(object, { hours: null }, environment, 'ru')).toEqual({
      hours: 'Нужны часы',
    });
    expect(liveRefusals(object, { hours: '0.01' }, environment, 'en')).toEqual({});
  });
});
