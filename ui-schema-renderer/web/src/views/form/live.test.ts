import { describe, expect, it } from 'vitest';
import type { Environment } from '@/expression/arguments';
import { Moment } from '@/expression/time';
import { Id } from '@/expression/values';
import { deals } from '@/schema/fixtures';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import type { Values } from '@/schema/records';
import { liveFormulas, liveRefusals, visibility } from './live';

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
  user: { id: new Id('u'), email: 'ann@acme.example', name: 'Ann', roles: ['user'], groups: [] },
  attributes: {},
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

describe('a form of places, addresses, secrets and lists of references', () => {
  const given = (name: string, expression: string, returns: 'boolean' | 'decimal' = 'boolean') =>
    field(name, 'formula', { expression, returns });
  const shop: ObjectDefinition = {
    ...deals,
    validations: [],
    fields: [
      field('site', 'geoPoint'),
      field('home', 'address'),
      field('key', 'secret'),
      field('note', 'text'),
      field('account', 'reference', { target: 'account' }),
      field('partners', 'references', { target: 'account' }),
      field('total', 'rollup', { source: 'line.shop', function: 'sum', of: 'amount' }),
      field('region', 'lookup', { reference: 'account', field: 'region' }),
      given('far', 'distance(site, 48.1372, 11.5756)', 'decimal'),
      given('german', 'home.country == "DE" && "Hof" in home.lines'),
      given('yard', 'home.lines.contains("Hof")'),
      given('keyed', 'has(key)'),
      given('known', 'key == "x"'),
      given('noted', 'has(note)'),
      given('own', 'account in partners'),
      given('many', 'size(partners)', 'decimal'),
      given('backed', 'partners.exists(p, p.revenue > 1000)'),
      given('sold', 'coalesce(total, 0)', 'decimal'),
      given('placed', 'region == null'),
    ],
  };
  const acme = { id: 'a', title: 'Acme' };
  const live = (values: Values) => liveFormulas(shop, values, environment);

  it('shows what formulas give of them', () => {
    const values = {
      site: '{"lat":"52.52","lng":"13.405"}',
      home: '{"lines":["Hof"],"country":"DE"}',
      key: 'abc',
      note: 'x',
      account: acme,
      partners: [acme, { id: 'b', title: null }],
      total: '5',
      region: 'north',
    };
    expect(live(values)).toEqual({
      far: '504306',
      german: true,
      yard: true,
      keyed: true,
      noted: true,
      own: true,
      many: '2',
    });
  });

  it('leaves to the server what depends on the records that a list names, unless it is empty', () => {
    expect(live({ partners: [acme] })).not.toHaveProperty('backed');
    expect(live({ partners: [] })).toMatchObject({ backed: false, many: '0' });
    expect(live({})).toMatchObject({ backed: false, many: null, own: false });
  });

  it('leaves to the server what comes from other records, also where it is not there yet', () => {
    expect(live({})).not.toHaveProperty('sold');
    expect(live({})).not.toHaveProperty('placed');
  });

  it('takes what is emptied for no value, and what is no place yet for not known', () => {
    expect(live({ note: '', key: '', home: null })).toMatchObject({
      noted: false,
      keyed: false,
      german: false,
      yard: false,
    });
    expect(live({ site: '{"lat":"91","lng":"0"}' })).not.toHaveProperty('far');
    expect(live({ site: '{"lat":"5","lng":""}' })).not.toHaveProperty('far');
  });

  it('shows what has no condition, or one that is met, or one that nobody can tell here', () => {
    const model = new TenantModel([object], 1);
    const record = { id: 'r', createdAt: '2026-03-01T00:00:00Z' };
    const account = { id: 'x', title: 'Acme' };
    const values: Values = { hours: '3', rate: null, due: null, count: '2', account };
    const counted = {
      ...object,
      fields: [...object.fields, field('count', 'rollup', { function: 'count' })],
    };
    const shows = visibility(counted, values, environment, { model, record });

    expect(shows(undefined)).toBe(true);
    expect(shows('hours > 2')).toBe(true);
    expect(shows('hours > 5')).toBe(false);
    expect(shows('rate.amount > 5')).toBe(false);
    expect(shows('account.name == "x"')).toBe(true);
    expect(shows('user.email == "ann@acme.example"')).toBe(true);
    expect(shows('createdAt < now()')).toBe(true);
    expect(shows('updatedAt != null')).toBe(false);
    expect(shows('count == 2')).toBe(true);
    expect(shows('count == 3')).toBe(false);
  });
});
