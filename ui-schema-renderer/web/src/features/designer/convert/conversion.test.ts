import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { aField, accounts, anObject, deals } from '@/schema/fixtures';
import { TenantModel } from '@/schema/model';
import { fromField } from '../draft/fieldDraft';
import { pathLabel, referencePaths } from '../referencePaths';
import { conversionBody, isNarrowed, lostValues, retyped, targetsOf } from './conversion';

describe('conversions', () => {
  const stored = aField('size', 'text', { maxLength: 20, default: '"1"' });

  it('lead to the types that the server takes, itself first', () => {
    expect(targetsOf('select').slice(0, 2)).toEqual(['select', 'text']);
    expect(targetsOf('reference')[0]).toBe('reference');
    expect(targetsOf('reference')).not.toContain('references');
    expect(targetsOf('json')).toEqual([]);
  });

  it('send what the field becomes, and null for what it loses', () => {
    const draft = { ...retyped(fromField(stored), 'integer'), minimum: '0', default: '' };
    const body = conversionBody(
      stored,
      draft,
      { a: '1', b: '' },
      { dryRun: true, acceptLoss: false },
    );
    expect(body).toMatchObject({
      type: 'integer',
      minimum: '0',
      maxLength: null,
      default: null,
      replace: { a: '1' },
      dryRun: true,
    });
    expect(body).not.toHaveProperty('name');
  });

  it('begin a select with an option to fill in', () => {
    expect(retyped(fromField(stored), 'select').options).toHaveLength(1);
  });

  it('report each value that does not fit once', () => {
    const id = '01a2241c-96c7-7000-8869-f043652b076a';
    const refusal = (line: number, value: string) => ({
      line,
      errors: [{ pointer: '', code: 'wrong_type', message: `no ${value}` }],
      source: `${id} ${value}`,
    });
    const lost = lostValues([refusal(1, 'a b'), refusal(2, 'c…'), refusal(3, 'c…')]);
    expect(lost).toEqual([
      { value: 'c…', count: 2, reason: 'no c…', isWhole: false },
      { value: 'a b', count: 1, reason: 'no a b', isWhole: true },
    ]);
  });

  it('are offered where values stand in the way, not where they are missing', () => {
    const refused = (pointer: string) => ({
      sent: {},
      problem: new Problem(422, 'invalid_metadata', '', '', undefined, [
        { pointer, code: 'records_do_not_fit', message: '2 records' },
      ]),
    });
    expect(isNarrowed(refused('/options'))).toBe(true);
    expect(isNarrowed(refused('/required'))).toBe(false);
    expect(isNarrowed(null)).toBe(false);
  });
});

describe('paths over references', () => {
  it('are found to some depth, circles included', () => {
    const tree = anObject('node', [
      aField('parent', 'reference', { target: 'node' }),
      aField('deal', 'reference', { target: 'deal' }),
    ]);
    const model = new TenantModel([tree, deals, accounts], 1);
    expect(referencePaths(model, tree)).toEqual([
      'parent', 'deal', 'parent.parent', 'parent.deal', 'deal.account',
      'parent.parent.parent', 'parent.parent.deal', 'parent.deal.account',
    ]); // prettier-ignore
    expect(pathLabel(model, tree, 'deal.account', 'en')).toBe('Deal › Account');
    expect(pathLabel(model, tree, 'gone.away', 'en')).toBe('gone.away');
  });
});
