import { describe, expect, it } from 'vitest';
import { aField, accounts, anObject, deals } from '@/schema/fixtures';
import { TenantModel } from '@/schema/model';
import { metadataErrorText, usageOf } from './errorText';
import { blockersOf, listingsOf } from './impact';
import { daysLeft } from './restore';
import { ruleSentence } from './ruleSentence';

describe('impact', () => {
  it('lists where a field stands', () => {
    const field = aField('a', 'text');
    const object = anObject('x', [field], {
      titleField: 'a',
      layouts: [{ name: 'form', sections: [{ columns: 1, fields: ['a'] }] }],
      views: [{ name: 'all', label: 'All', columns: [], sort: ['-a'] }],
    });
    expect(listingsOf(object, field)).toEqual({ layouts: ['form'], views: ['All'], isTitle: true });
  });

  it('names the fields that keep an object', () => {
    const model = new TenantModel([accounts, deals], 1);
    expect(blockersOf(model, accounts).map(({ field }) => field.name)).toEqual(['account']);
    expect(blockersOf(model, deals)).toEqual([]);
  });

  it('reads who uses what from the refusal', () => {
    expect(usageOf('"amount" is used by the rule deal.closing')).toEqual({
      kind: 'rule',
      place: 'deal.closing',
    });
    expect(usageOf('something else')).toBeNull();
  });

  it('says of a syntax error where the parser stumbled', () => {
    const t = ((key: string, values?: { word: string }) => key + (values?.word ?? '')) as never;
    const text = (message: string) =>
      metadataErrorText({ pointer: '', code: 'expression_syntax', message }, t, 'en');
    expect(text('Line 1, column 9: the expression ends where more is expected')).toBe(
      'designer.syntax.end',
    );
    expect(text('Line 1, column 3: ")" is not expected here')).toBe('designer.syntax.unexpected)');
    expect(text('Line 1, column 3: ")" means nothing here')).toBe('designer.syntax.unexpected)');
    expect(text('Line 1, column 12: ")" is missing')).toBe('designer.syntax.missing)');
  });

  it('counts the days until it is too late', () => {
    const deleted = '2026-01-01T00:00:00Z';
    expect(daysLeft(deleted, Date.parse('2026-01-01T12:00:00Z'))).toBe(30);
    expect(daysLeft(deleted, Date.parse('2026-01-30T12:00:00Z'))).toBe(1);
    expect(daysLeft(deleted, Date.parse('2026-03-01T00:00:00Z'))).toBe(0);
  });
});

describe('the sentence of a rule', () => {
  const model = new TenantModel([accounts, deals], 1);
  // Stands in for the texts: a key with its values.
  const t = ((key: string, values?: Record<string, string>) =>
    values ? `${key}(${Object.values(values).join('|')})` : key) as never;

  it('names fields by their labels and keeps expressions as they are', () => {
    const pieces = ruleSentence(
      model,
      deals,
      {
        moment: 'beforeSave',
        on: ['create'],
        condition: 'amount > 1',
        actions: [{ type: 'setField', field: 'closeDate', value: 'today()' }],
      },
      t,
      'en',
    );
    expect(pieces.filter((piece) => piece.kind !== 'word')).toEqual([
      { kind: 'code', text: 'amount > 1' },
      { kind: 'name', text: 'CloseDate' },
      { kind: 'code', text: 'today()' },
    ]);
  });
});
