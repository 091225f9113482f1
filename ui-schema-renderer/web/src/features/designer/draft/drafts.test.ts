import { describe, expect, it } from 'vitest';
import { aField, accounts, anObject } from '@/schema/fixtures';
import { Problem, type InputError } from '@/api/problem';
import { errorsUnder, placeErrors, placeOf, valueAt } from './errors';
import {
  fieldBody,
  fieldPatch,
  fieldPlaces,
  fromField,
  labelled,
  labelledOption,
  newField,
  newOption,
  targeted,
} from './fieldDraft';
import {
  conditionsOf,
  fromLayout,
  inLayout,
  layoutPlaces,
  moved,
  sectionMoved,
  sectionsBody,
  unplaced,
} from './layoutDraft';
import { labelledObject, missing, newObject, objectBody, titleFieldOf } from './objectDraft';
import { atMoment, fromRule, newRule, ruleBody, rulePlaces, toggled } from './ruleDraft';
import { fromValidation, validationBody, withoutNulls } from './validationDraft';

function rejection(sent: unknown, ...errors: Partial<InputError>[]) {
  const full = errors.map((error) => ({ pointer: '', code: 'required', message: 'no', ...error }));
  return { problem: new Problem(422, 'invalid_metadata', '', '', undefined, full), sent };
}

describe('errors', () => {
  it('reads values at pointers', () => {
    expect(valueAt({ fields: [{ name: 'a' }] }, '/fields/0/name')).toBe('a');
    expect(valueAt({ 'a/b': 1 }, '/a~1b')).toBe(1);
    expect(valueAt({}, '/fields/0/name')).toBeUndefined();
  });

  it('finds the nearest place of a form', () => {
    const places = new Set(['/name', '/options', '/options/1']);
    expect(placeOf('/options/1/label', places)).toBe('/options/1');
    expect(placeOf('/options/4/label', places)).toBe('/options');
    expect(placeOf('/other', places)).toBeUndefined();
    expect(placeOf('', places)).toBeUndefined();
  });

  it('shows what has a place there, and the rest apart', () => {
    const body = { name: 'x', fields: [{ name: '' }] };
    const refused = rejection(body, { pointer: '/fields/0/name' }, { pointer: '', code: 'in_use' });
    const errors = placeErrors(refused, body, ['/name', '/fields/0/name']);
    expect(errors.at('/fields/0/name')?.code).toBe('required');
    expect(errors.at('/name')).toBeUndefined();
    expect(errors.below('/fields/0')).toBe(1);
    expect(errors.rest.map((error) => error.code)).toEqual(['in_use']);
    expect(errorsUnder(errors, '/fields/0').at('/name')?.code).toBe('required');
  });

  it('forgets an error once its value is another', () => {
    const refused = rejection({ name: '' }, { pointer: '/name' });
    expect(placeErrors(refused, { name: '' }, ['/name']).at('/name')).toBeDefined();
    expect(placeErrors(refused, { name: 'a' }, ['/name']).at('/name')).toBeUndefined();
    expect(placeErrors(null, {}, ['/name']).rest).toEqual([]);
  });
});

describe('fields', () => {
  it('names a field by its label until somebody names it', () => {
    const draft = labelled(newField('date'), 'Close date', ['closeDate']);
    expect(draft.name).toBe('closeDate2');
    expect(labelled({ ...draft, name: 'own', isNamed: true }, 'Other', []).name).toBe('own');
  });

  it('sends only the options of the type', () => {
    const draft = { ...newField('text', 'Code', 'code'), maxLength: '20', target: 'account' };
    expect(fieldBody(draft)).toEqual({
      name: 'code',
      label: 'Code',
      type: 'text',
      maxLength: 20,
      required: false,
      unique: false,
      indexed: false,
      searchable: false,
    });
  });

  it('sends a pattern as it is, with its message, and takes both away', () => {
    const stored = aField('code', 'text', {
      pattern: ' ?[A-Z]+',
      patternMessage: 'Capitals',
      ignoreCase: true,
    });
    const draft = fromField(stored);
    expect(fieldBody(draft)).toMatchObject({
      pattern: ' ?[A-Z]+',
      patternMessage: 'Capitals',
      ignoreCase: true,
    });
    expect(fieldPatch(stored, { ...draft, pattern: '', ignoreCase: false })).toEqual({
      pattern: null,
      patternMessage: null,
      ignoreCase: null,
    });
    expect(fieldPlaces(draft)).toEqual(
      expect.arrayContaining(['/pattern', '/patternMessage', '/ignoreCase']),
    );
  });

  it('keeps the digits of bounds and sends on what is no number', () => {
    const draft = {
      ...newField('decimal', 'A', 'a'),
      minimum: '12345678901234567890,5',
      scale: 'x',
    };
    expect(fieldBody(draft)).toMatchObject({ minimum: '12345678901234567890.5', scale: 'x' });
  });

  it('leaves out empty options and names values by labels', () => {
    const option = labelledOption(newOption([]), 'In progress', []);
    expect(option.value).toBe('inProgress');
    const draft = { ...newField('select', 'S', 's'), options: [option, newOption([option])] };
    expect(fieldBody(draft)['options']).toEqual([
      { value: 'inProgress', label: 'In progress', color: 'blue' },
    ]);
  });

  it('says nothing of what the platform fills in', () => {
    const draft = { ...newField('formula', 'F', 'f'), required: true, unique: true, default: '1' };
    expect(fieldBody(draft)).toMatchObject({ required: false, unique: false, returns: 'decimal' });
    expect(fieldBody(draft)).not.toHaveProperty('default');
  });

  it('sends what is different, and null for what is gone', () => {
    const stored = aField('amount', 'decimal', { scale: 2, minimum: '0', description: 'Net' });
    const draft = { ...fromField(stored), label: 'Total', minimum: '', description: '' };
    expect(fieldPatch(stored, draft)).toEqual({ label: 'Total', minimum: null, description: null });
    expect(fieldPatch(stored, fromField(stored))).toEqual({});
  });

  it('guesses the target of a reference by its label', () => {
    const reference = { ...newField('reference'), label: 'accounts' };
    expect(targeted(reference, [accounts], 'en').target).toBe('account');
    expect(targeted({ ...reference, target: 'deal' }, [accounts], 'en').target).toBe('deal');
    expect(targeted({ ...newField('text'), label: 'account' }, [accounts], 'en').target).toBe('');
  });

  it('has a place for each option', () => {
    expect(fieldPlaces(newField('select'), '/fields/3')).toContain('/fields/3/options/0');
  });
});

describe('objects', () => {
  it('guesses all names from the label', () => {
    const draft = labelledObject(newObject('Name'), 'Delivery', ['delivery']);
    expect(draft).toMatchObject({ name: 'delivery2', pluralLabel: 'Deliveries' });
  });

  it('is created in one body, with its title', () => {
    const draft = labelledObject(newObject('Name'), 'Machine', []);
    expect(objectBody(draft)).toMatchObject({
      name: 'machine',
      label: 'Machine',
      pluralLabel: 'Machines',
      titleField: 'name',
      fields: [{ name: 'name', type: 'text', required: true }],
    });
  });

  it('takes the best title there is', () => {
    expect(titleFieldOf([newField('date', 'D', 'd'), newField('autoNumber', 'N', 'n')])).toBe('n');
    expect(titleFieldOf([newField('date', 'D', 'd')])).toBeUndefined();
  });

  it('knows what is missing', () => {
    const draft = newObject('Name');
    expect(missing(draft)).toBe('label');
    expect(missing({ ...draft, label: 'A', fields: [newField('text')] })).toBe('field');
    expect(missing({ ...draft, label: 'A' })).toBeNull();
  });
});

describe('rules', () => {
  it('becomes fields to set before save', () => {
    const draft = { ...newRule(), label: 'Set it', sets: [{ key: 'k', field: 'a', value: ' 1 ' }] };
    expect(ruleBody(draft, [])).toMatchObject({
      name: 'setIt',
      condition: null,
      priority: 0,
      actions: [{ type: 'setField', field: 'a', value: '1' }],
    });
    expect(rulePlaces(draft)).toContain('/actions/0/value');
  });

  it('becomes records to create after save, and back', () => {
    const rule = {
      name: 'r',
      label: 'R',
      enabled: true,
      moment: 'afterCommit' as const,
      on: ['create' as const],
      priority: 3,
      condition: 'a > 1',
      actions: [{ type: 'createRecord' as const, object: 'task', values: { name: '"x"' } }],
    };
    const draft = fromRule(rule);
    expect(ruleBody(draft, [])).toEqual(rule);
    expect(rulePlaces(draft)).toContain('/actions/0/values/name');
  });

  it('drops deletion when it moves before save', () => {
    const draft = { ...newRule(), moment: 'afterCommit' as const, on: ['delete' as const] };
    expect(atMoment(draft, 'beforeSave').on).toEqual(['create', 'update']);
    expect(toggled(['delete'], 'create')).toEqual(['create', 'delete']);
  });
});

describe('layouts', () => {
  const object = anObject('deal', [aField('a', 'text'), aField('b', 'text'), aField('c', 'text')]);

  it('begins with all fields when nobody arranged them', () => {
    const sections = fromLayout(object, undefined);
    expect(sectionsBody(sections)).toEqual([{ columns: 2, fields: ['a', 'b', 'c'] }]);
  });

  it('moves fields and sections', () => {
    const sections = fromLayout(object, {
      name: 'form',
      sections: [
        { columns: 1, fields: ['a', 'b', 'gone'] },
        { label: 'Two', columns: 2, fields: [] },
      ],
    });
    const second = sections[1]?.key ?? '';
    expect(unplaced(object, sections)).toEqual(['c']);
    const next = moved(sections, 'a', { section: second, index: 0 });
    expect(next.map((section) => section.fields)).toEqual([['b'], ['a']]);
    expect(moved(next, 'a', null).map((section) => section.fields)).toEqual([['b'], []]);
    expect(sectionMoved(next, second, -1)[0]?.label).toBe('Two');
    expect(inLayout(sectionsBody(next), 'z')[1]?.fields).toEqual(['a', 'z']);
  });
});

describe('validations', () => {
  it('is named by its message, and says nothing of what is not there', () => {
    const draft = { ...fromValidation(undefined), expression: 'a > 1', message: 'Too small' };
    const body = validationBody(draft, []);
    expect(body.name).toBe('tooSmall');
    expect(withoutNulls(body)).toEqual({
      name: 'tooSmall',
      expression: 'a > 1',
      message: 'Too small',
    });
  });
});

describe('conditions of a layout', () => {
  const object = anObject('deal', [aField('name', 'text'), aField('amount', 'decimal')]);
  const layout = {
    name: 'form',
    sections: [
      { columns: 2, fields: ['name', { field: 'amount', visibleWhen: 'name != null' }] },
      { columns: 1, fields: [], visibleWhen: 'amount > 1' },
    ],
  };

  it('come back as they were, and go with the field', () => {
    const sections = fromLayout(object, layout);
    expect(sectionsBody(sections, conditionsOf(layout))).toEqual(layout.sections);
    const elsewhere = moved(sections, 'amount', { section: sections[1]?.key ?? '', index: 0 });
    expect(sectionsBody(elsewhere, conditionsOf(layout))[1]?.fields).toEqual([
      { field: 'amount', visibleWhen: 'name != null' },
    ]);
    expect(sectionsBody(sections, { amount: ' ' })[0]?.fields).toEqual(['name', 'amount']);
  });

  it('have a place for their errors', () => {
    expect(layoutPlaces(fromLayout(object, layout))).toEqual([
      '/sections/0/visibleWhen',
      '/sections/0/fields/0/visibleWhen',
      '/sections/0/fields/1/visibleWhen',
      '/sections/1/visibleWhen',
    ]);
  });
});
