import { describe, expect, it } from 'vitest';
import { aField, anObject } from './fixtures';
import { fieldViewOf } from './fieldView';
import { TenantModel } from './model';

const country = anObject('country', [aField('code', 'text')], { titleField: 'code' });
const account = anObject('account', [
  aField('region', 'select', {
    options: [{ value: 'north', label: 'North', color: 'blue' }],
    translations: { ru: { label: 'Регион', 'options.north': 'Север' } },
  }),
  aField('country', 'reference', { target: 'country' }),
  aField('deals', 'rollup', { source: 'deal.account', function: 'count' }),
  aField('first', 'rollup', { source: 'deal.account', function: 'min', of: 'day' }),
  aField('best', 'rollup', { source: 'deal.account', function: 'max', of: 'amount * 2' }),
]);
const deal = anObject('deal', [
  aField('account', 'reference', { target: 'account' }),
  aField('day', 'date'),
  aField('region', 'lookup', {
    reference: 'account',
    field: 'region',
    label: 'Where',
    translations: { ru: { label: 'Где' } },
  }),
  aField('country', 'lookup', { reference: 'account', field: 'country' }),
  aField('code', 'lookup', { reference: 'country', field: 'code' }),
  aField('since', 'lookup', { reference: 'account', field: 'createdAt' }),
  aField('lost', 'lookup', { reference: 'account', field: 'gone' }),
  aField('self', 'lookup', { reference: 'account', field: 'deals' }),
]);
const model = new TenantModel([country, account, deal], 1);
const view = (path: string, locale = 'en') => {
  const found = model.resolve(deal, path);
  return found && fieldViewOf(model, found.field, locale);
};

describe('a lookup', () => {
  it('is shown as the field that it shows, under its own label, and read-only', () => {
    expect(view('region')).toMatchObject({ label: 'Where', control: 'select', readOnly: true });
    expect(view('region', 'ru')).toMatchObject({
      label: 'Где',
      choices: [{ value: 'north', label: 'Север', color: 'blue' }],
    });
    expect(view('since')?.control).toBe('dateTime');
    expect(view('self')?.control).toBe('integer');
  });

  it('leads on when it shows a reference', () => {
    expect(view('country')).toMatchObject({ control: 'reference', target: 'country' });
    expect(view('country.code')?.control).toBe('text');
    expect(view('code')?.control).toBe('text');
    expect(model.requested(deal, 'country')).toEqual(['country.code']);
  });

  it('stays what it is when it leads nowhere', () => {
    expect(view('lost')?.control).toBe('lookup');
  });
});

describe('a rollup', () => {
  it('is shown as a number, or as the field that it has the least or greatest of', () => {
    expect(view('account.deals')).toMatchObject({ control: 'integer', readOnly: true });
    expect(view('account.first')).toMatchObject({ control: 'date', readOnly: true });
    expect(view('account.best')?.control).toBe('decimal');
  });
});
