import { Type } from 'lucide-react';
import { describe, expect, it } from 'vitest';
import type { FieldView } from '@/schema/fieldView';
import { isControl, pick, type FieldKind } from './registry';

const nothing = () => null;

function kind(rank: number, ...controls: string[]): FieldKind {
  return {
    rank,
    applies: controls.length ? isControl(...controls) : () => true,
    icon: Type,
    width: 100,
    edit: 'none',
    Cell: nothing,
    Input: nothing,
    toText: () => '',
  };
}

const field = (control: string): FieldView => ({
  name: 'x',
  label: 'X',
  control,
  required: false,
  readOnly: false,
});

describe('the registry', () => {
  const fallback = kind(0);
  const text = kind(1, 'text');
  const special = kind(2, 'text');

  it('takes the highest rank that applies', () => {
    expect(pick([fallback, text, special], field('text'))).toBe(special);
    expect(pick([special, text, fallback], field('text'))).toBe(special);
  });

  it('falls back for what nobody knows', () => {
    expect(pick([text, fallback], field('geoPoint'))).toBe(fallback);
    expect(() => pick([text], field('geoPoint'))).toThrow('geoPoint');
  });
});
