import { describe, expect, it } from 'vitest';
import { aField, anObject } from '@/schema/fixtures';
import { placeOf } from './errors';
import {
  countOptions,
  fromOptions,
  newInvariant,
  optionsBody,
  optionsPatch,
  optionsPlaces,
  periodOf,
} from './optionsDraft';

describe('options', () => {
  const object = anObject('entry', [aField('status', 'select'), aField('number', 'autoNumber')], {
    uniqueTogether: [['a', 'b'], { fields: ['c'], when: 'active', code: 'taken' }],
    immutableWhen: { when: 'status == "posted"', free: ['note'] },
    transitions: {
      field: 'status',
      allow: [{ to: 'draft' }, { from: ['draft', '*'], to: { code: 'posted' }, roles: ['user'] }],
    },
    acyclic: ['parent', 'replaces'],
    counters: [{ field: 'number', scope: ['year'] }],
    invariants: [{ name: 'balanced', expression: 'a == b', message: 'Differ' }],
    retention: { deleted: 'P90D' },
  });

  it('come back as they were', () => {
    expect(optionsPatch(object, fromOptions(object))).toEqual({});
    expect(optionsBody(fromOptions(object))).toMatchObject({
      uniqueTogether: object.uniqueTogether,
      transitions: object.transitions,
      acyclic: object.acyclic,
      counters: object.counters,
      invariants: object.invariants,
      retention: object.retention,
      appendOnly: null,
    });
    expect(countOptions(object)).toBe(8);
  });

  it('are sent as far as they are different, and null where they are gone', () => {
    const draft = {
      ...fromOptions(object),
      transitionField: '',
      immutable: { when: 'true', free: [], code: '' },
      acyclic: ['parent'],
    };
    expect(optionsPatch(object, draft)).toEqual({
      transitions: null,
      immutableWhen: 'true',
      acyclic: 'parent',
    });
  });

  it('name invariants by their messages', () => {
    const draft = {
      ...fromOptions(anObject('x', [])),
      invariants: [
        { ...newInvariant(), expression: 'a', message: 'Not balanced' },
        { ...newInvariant(), expression: 'b', message: 'Not balanced' },
      ],
    };
    expect(optionsBody(draft)['invariants']).toMatchObject([
      { name: 'notBalanced' },
      { name: 'notBalanced2' },
    ]);
  });

  it('have a place for each of their errors', () => {
    const places = optionsPlaces(fromOptions(object));
    expect(places).toContain('/transitions/allow/1/when');
    expect(placeOf('/uniqueTogether/0/1', new Set(places))).toBe('/uniqueTogether/0');
  });

  it('read periods of one unit', () => {
    expect(periodOf('P90D')).toEqual({ count: '90', unit: 'D' });
    expect(periodOf('P1Y2M')).toBeNull();
  });
});
