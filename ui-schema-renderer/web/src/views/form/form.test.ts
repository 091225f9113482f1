import { describe, expect, it } from 'vitest';
import { aField, accounts, anObject, deals } from '@/schema/fixtures';
import { TenantModel } from '@/schema/model';
import { findClashes, without } from './conflict';
import { layoutFields } from './layoutFields';
import { literalDefault, newValues, startValues } from './startValues';

const model = new TenantModel([accounts, deals], 1);

describe('the fields of a layout', () => {
  it('are found at any depth and in order', () => {
    const control = (name: string) => ({ type: 'Control', scope: `#/properties/${name}` });
    const layout = {
      type: 'VerticalLayout',
      elements: [
        { type: 'Group', elements: [control('name'), control('amount')] },
        { type: 'Group', elements: [control('stage')] },
      ],
    };
    expect(layoutFields(layout, () => true)).toEqual(['name', 'amount', 'stage']);
    expect(layoutFields(null, () => true)).toEqual([]);
  });

  it('are those whose conditions are met, and whose sections are shown', () => {
    const control = (name: string, visibleWhen?: string) => ({
      type: 'Control',
      scope: `#/properties/${name}`,
      options: { ...(visibleWhen && { visibleWhen }) },
    });
    const layout = {
      type: 'VerticalLayout',
      elements: [
        { type: 'Group', elements: [control('name'), control('amount', 'no')] },
        { type: 'Group', options: { visibleWhen: 'no' }, elements: [control('stage', 'yes')] },
      ],
    };
    expect(layoutFields(layout, (condition) => condition !== 'no')).toEqual(['name']);
  });
});

describe('a new record', () => {
  const object = anObject('thing', [
    aField('stage', 'select', { default: '"new"' }),
    aField('size', 'decimal', { default: '10.50' }),
    aField('currency', 'text', { default: 'tenant.currency' }),
    aField('active', 'boolean', { required: true }),
    aField('number', 'autoNumber'),
  ]);

  it('begins with defaults that are plain, and leaves the rest to the server', () => {
    expect(startValues(object)).toEqual({
      stage: 'new',
      size: '10.50',
      currency: null,
      active: false,
      number: null,
    });
    expect(literalDefault(aField('x', 'text', { default: '"a\\"b"' }))).toBe('a"b');
    expect(literalDefault(aField('x', 'date', { default: 'today()' }))).toBeNull();
  });

  it('is sent with what was filled in and what was taken away', () => {
    const start = startValues(object);
    const values = { ...start, stage: null, currency: '', size: '3', number: '7' };
    expect(newValues(object, start, values)).toEqual({ stage: null, size: '3', active: false });
  });

  it('takes what it is given over its defaults', () => {
    expect(startValues(object, { stage: 'won' })['stage']).toBe('won');
  });
});

describe('a conflict', () => {
  const base = { name: 'Deal', amount: '10', stage: 'new' };
  const fresh = { id: '1', version: '3', name: 'Deal', amount: '20', stage: 'won' };

  it('is where both changed the same field to different values', () => {
    const changes = { name: 'Renamed', amount: '30', stage: 'won' };
    expect(findClashes(model, deals, base, changes, fresh)).toEqual([
      { name: 'amount', mine: '30', theirs: '20' },
    ]);
  });

  it('is none where each changed something else', () => {
    expect(findClashes(model, deals, base, { name: 'Renamed' }, fresh)).toEqual([]);
  });

  it('ends with the changes that were not given up', () => {
    expect(without({ name: 'a', amount: '1' }, ['amount'])).toEqual({ name: 'a' });
  });
});
