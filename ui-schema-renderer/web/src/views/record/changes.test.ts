import { describe, expect, it } from 'vitest';
import type { Version } from '@/api/types';
import { accounts, deals } from '@/schema/fixtures';
import { TenantModel } from '@/schema/model';
import { changesByVersion, formOf } from './changes';

const model = new TenantModel([accounts, deals], 1);

function version(number: string, replaced: Record<string, unknown>): Version {
  return { version: number, at: '', actor: null, operation: 'update', cause: [], replaced };
}

describe('the history of a record', () => {
  it('tells what each version made of the one before', () => {
    const record = { id: '1', amount: '30', name: 'New name' };
    const [third, second, first] = changesByVersion(model, deals, record, [
      version('3', { amount: '20' }),
      version('2', { amount: '10', name: 'Old name', gone: 1 }),
      version('1', {}),
    ]);
    const plain = (changes: typeof third) =>
      changes?.map((change) => [change.field.name, change.before, change.after]);
    expect(plain(third)).toEqual([['amount', '20', '30']]);
    expect(plain(second)).toEqual([
      ['name', 'Old name', 'New name'],
      ['amount', '10', '20'],
    ]);
    expect(plain(first)).toEqual([]);
  });

  it('tells what came by a public form, and by which as far as that is told', () => {
    const by = (...cause: Version['cause']) => formOf({ ...version('1', {}), cause });
    expect(by({ kind: 'form', id: 'f', title: 'Talk to us' })).toBe('Talk to us');
    expect(by({ kind: 'form' })).toBeNull();
    expect(by({ kind: 'rule', id: 'mark' }, { kind: 'form', id: 'f' })).toBeUndefined();
    expect(by({ kind: 'request', id: 'r' })).toBeUndefined();
  });
});
