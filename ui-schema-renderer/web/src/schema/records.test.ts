import { describe, expect, it } from 'vitest';
import { accounts, aField, deals } from './fixtures';
import { defaultColumns, TenantModel } from './model';
import { changedValues, titleOf, toValue, valueAt, valuesOf, writeValues } from './records';

const model = new TenantModel([accounts, deals], 1);
const record = {
  id: 'd1',
  version: '3',
  name: 'Big one',
  amount: '12345678901234567890.5',
  account: { id: 'a1', name: 'Acme' },
  stage: 'new',
};

describe('values', () => {
  it('are read with references named by their title', () => {
    expect(valuesOf(model, deals, record)).toMatchObject({
      name: 'Big one',
      amount: '12345678901234567890.5',
      account: { id: 'a1', title: 'Acme' },
      closeDate: null,
    });
    const path = model.resolve(deals, 'account.name');
    expect(path && valueAt(model, record, path)).toBe('Acme');
    expect(titleOf(model, deals, record)).toBe('Big one');
  });

  it('are understood as an id when a reference was not opened', () => {
    const field = model.field(deals, 'account');
    expect(field && toValue(model, field, 'a1')).toEqual({ id: 'a1', title: null });
    expect(field && toValue(model, field, null)).toBeNull();
  });

  it('are written with every digit of a number', () => {
    const json = writeValues(deals, {
      name: 'He said "hi"',
      amount: '12345678901234567890.10',
      account: { id: 'a1', title: 'Acme' },
      closeDate: null,
    });
    expect(json).toBe(
      '{"name":"He said \\"hi\\"","amount":12345678901234567890.10,"account":"a1","closeDate":null}',
    );
  });

  it('that are no numbers reach the server as they were typed, to be refused there', () => {
    expect(writeValues(deals, { amount: 'lots' })).toBe('{"amount":"lots"}');
    expect(writeValues(deals, { name: '5' })).toBe('{"name":"5"}');
  });

  it('that changed are told from those that did not', () => {
    const before = valuesOf(model, deals, record);
    const after = {
      ...before,
      account: { id: 'a1', title: 'renamed' },
      name: '',
      closeDate: '',
      weighted: '5',
      stage: 'won',
    };
    expect(changedValues(deals, before, after)).toEqual({ name: null, stage: 'won' });
  });
});

describe('a list of references', () => {
  const field = aField('friends', 'references', { target: 'account' });
  const object = { ...deals, fields: [field] };
  const value = toValue(model, field, [{ id: 'a2', name: 'Beta' }, 'a1']);

  it('has its titles where they are known, and goes out as ids in its order', () => {
    expect(value).toEqual([
      { id: 'a2', title: 'Beta' },
      { id: 'a1', title: null },
    ]);
    expect(writeValues(object, { friends: value })).toBe('{"friends":["a2","a1"]}');
    expect(toValue(model, field, [])).toEqual([]);
  });

  it('in another order is another', () => {
    const other = toValue(model, field, ['a1', 'a2']);
    expect(changedValues(object, { friends: value }, { friends: other })).toEqual({
      friends: other,
    });
    const same = toValue(model, field, ['a2', 'a1']);
    expect(changedValues(object, { friends: value }, { friends: same })).toEqual({});
  });
});

describe('the model', () => {
  it('knows the ways between objects', () => {
    expect(model.resolve(deals, 'account.industry')?.owner.name).toBe('account');
    expect(model.resolve(deals, 'name.industry')).toBeUndefined();
    expect(model.resolve(deals, 'nope')).toBeUndefined();
    expect(model.referencesTo('account').map((found) => found.field.name)).toEqual(['account']);
  });

  it('asks for the title of what is referenced', () => {
    expect(model.requested(deals, 'account')).toEqual(['account.name']);
    expect(model.requested(deals, 'amount')).toEqual(['amount']);
    expect(model.requested(deals, 'nope')).toEqual([]);
  });

  it('shows the title first and no long texts', () => {
    expect(defaultColumns(deals)).toEqual([
      'name', 'stage', 'amount', 'closeDate', 'active', 'account', 'weighted', 'seen',
      'tags', 'took', 'opens',
    ]); // prettier-ignore
  });
});
