import { describe, expect, it } from 'vitest';
import { accounts, deals } from '@/schema/fixtures';
import type { FieldDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import { canBeFixed, fixedChanges, fixedValues, named, unnamed } from './fixed';

const model = new TenantModel([accounts, deals], 1);

describe('what a form fixes', () => {
  it('is sent where it is another than before, and taken away where it went', () => {
    const before = { name: 'Web', amount: '12345678901234567890.5', stage: 'new', closed: false };
    const after = { name: 'Fair', amount: '12345678901234567890.5', stage: '', owner: null };
    expect(fixedChanges(before, after)).toEqual({ name: 'Fair', stage: null, closed: null });
    expect(fixedChanges({}, { name: '', tags: [], closed: false })).toEqual({ closed: false });
    expect(fixedChanges({ tags: ['a', 'b'] }, { tags: ['b', 'a'] })).toEqual({});
  });

  it('is what inputs hold, of the fields that the object still has', () => {
    expect(fixedValues(model, deals, { amount: 5, name: 'Web', gone: 1 })).toEqual({
      amount: '5',
      name: 'Web',
    });
  });

  it('names the records that it leads to once their titles are known', () => {
    const value = [
      { id: 'a', title: null },
      { id: 'b', title: 'Blue' },
    ];
    expect(unnamed(value)).toEqual(['a']);
    expect(named(value, { a: 'Amber' })).toEqual([
      { id: 'a', title: 'Amber' },
      { id: 'b', title: 'Blue' },
    ]);
    expect(unnamed('text')).toEqual([]);
    expect(named('text', {})).toBe('text');
  });

  it('is never a secret, a file or what the platform fills', () => {
    const field = (type: string): FieldDefinition => ({
      name: 'x',
      label: 'X',
      type,
      required: false,
      unique: false,
      indexed: false,
      searchable: false,
    });
    expect(['text', 'user', 'json', 'reference'].every((type) => canBeFixed(field(type)))).toBe(
      true,
    );
    expect(
      ['secret', 'file', 'image', 'files', 'formula', 'autoNumber'].some((type) =>
        canBeFixed(field(type)),
      ),
    ).toBe(false);
  });
});
