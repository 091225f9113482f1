import { describe, expect, it } from 'vitest';
import type { ObjectRights, Rights, RoleDefinition } from '@/api/roles';
import type { ObjectDefinition } from '@/schema/metadata';
import { TenantModel } from '@/schema/model';
import { clashes, merged, patched, patchOf } from './mergePatch';
import {
  fieldRights,
  likeOthers,
  ownRights,
  placesOf,
  rightsOf,
  roleBody,
  setCondition,
  setFieldRight,
  setOtherFieldRight,
  setOtherRight,
  setRight,
  withoutGone,
} from './roleDraft';

const NOTHING: Rights = {
  read: false,
  create: false,
  update: false,
  delete: false,
  export: false,
  import: false,
  bulk: false,
};

const deal: ObjectRights = {
  ...NOTHING,
  read: true,
  update: true,
  when: 'owner == user.id',
  fields: { margin: { read: false, write: false } },
  otherFields: { read: true, write: true },
};

const role: RoleDefinition = {
  name: 'sales',
  label: 'Sales',
  objects: { deal },
  otherObjects: { ...NOTHING, read: true },
};

describe('the rights to an object', () => {
  it('are those to all others until something is said of it', () => {
    expect(rightsOf(role, 'account')).toEqual({ ...NOTHING, read: true });
    expect(rightsOf(setOtherRight(role, 'export', true), 'account').export).toBe(true);
  });

  it('begin with those to all others, and follow them no more', () => {
    const own = setRight(role, 'account', 'create', true);
    expect(own.objects['account']).toEqual({
      ...NOTHING,
      read: true,
      create: true,
      fields: {},
      otherFields: { read: true, write: true },
    });
    expect(rightsOf(setOtherRight(own, 'export', true), 'account').export).toBe(false);
    expect(likeOthers(own, 'account')).toEqual(role);
  });

  it('come with the right to read, and go with it', () => {
    const none = setRight(role, 'deal', 'read', false);
    expect(none.objects['deal']).toEqual({ ...deal, ...NOTHING });
    expect(rightsOf(setRight(none, 'deal', 'delete', true), 'deal')).toMatchObject({
      read: true,
      delete: true,
      update: false,
    });
    expect(setOtherRight(role, 'read', false).otherObjects).toEqual(NOTHING);
  });

  it('leave the role as it was from which they were made', () => {
    setRight(role, 'deal', 'read', false);
    expect(role.objects['deal']).toBe(deal);
  });
});

describe('the rights to a field', () => {
  const of = (changed: RoleDefinition, field: string) =>
    fieldRights(ownRights(changed, 'deal'), field);

  it('take writing along when the field is hidden or masked', () => {
    expect(of(setFieldRight(role, 'deal', 'phone', 'read', false), 'phone')).toEqual({
      read: false,
      write: false,
    });
    expect(of(setFieldRight(role, 'deal', 'phone', 'mask', true), 'phone')).toEqual({
      read: true,
      write: false,
      mask: true,
    });
  });

  it('show all of a field that may be written', () => {
    const masked = setFieldRight(role, 'deal', 'phone', 'mask', true);
    expect(of(setFieldRight(masked, 'deal', 'phone', 'write', true), 'phone')).toEqual({
      read: true,
      write: true,
    });
    const shown = setFieldRight(role, 'deal', 'margin', 'mask', true);
    expect(of(shown, 'margin')).toEqual({ read: true, write: false, mask: true });
  });

  it('are not named where they are those of all other fields', () => {
    const open = setFieldRight(role, 'deal', 'margin', 'write', true);
    expect(open.objects['deal']?.fields).toEqual({});
    const closed = setOtherFieldRight(open, 'deal', 'read', false);
    expect(of(closed, 'margin')).toEqual({ read: false, write: false });
  });
});

describe('what is sent of a role', () => {
  it('has no blanks around texts and no empty ones', () => {
    const typed = setCondition(
      setCondition({ ...role, label: ' Sales ', description: ' ' }, 'deal', 'when', ' amount > 0 '),
      'deal',
      'updateWhen',
      '  ',
    );
    const body = roleBody(typed);
    expect(body).toEqual({ ...role, objects: { deal: { ...deal, when: 'amount > 0' } } });
  });

  it('takes back a condition that is empty', () => {
    const patch = patchOf(role, roleBody(setCondition(role, 'deal', 'when', '')));
    expect(patch).toEqual({ objects: { deal: { when: null } } });
  });

  it('is only what is different', () => {
    expect(patchOf(role, roleBody(role))).toEqual({});
    const changed = setFieldRight(setRight(role, 'deal', 'bulk', true), 'deal', 'a', 'read', false);
    expect(patchOf(role, changed)).toEqual({
      objects: { deal: { bulk: true, fields: { a: { read: false, write: false } } } },
    });
    expect(patched(role, patchOf(role, changed))).toEqual(changed);
    expect(patchOf(role, likeOthers(role, 'deal'))).toEqual({ objects: { deal: null } });
  });

  it('names nothing that was deleted meanwhile', () => {
    const object = { name: 'deal', fields: [{ name: 'amount' }] } as unknown as ObjectDefinition;
    const gone = withoutGone(
      setRight(role, 'account', 'create', true),
      new TenantModel([object], 1),
    );
    expect(gone.objects).toEqual({ deal: { ...deal, fields: {} } });
  });

  it('has a place in the editor for each thing that can be wrong with it', () => {
    expect(placesOf(role)).toEqual(
      expect.arrayContaining(['/label', '/objects/deal/when', '/objects/deal/fields/margin']),
    );
  });
});

describe('two people who change one role', () => {
  const theirs = setRight(role, 'deal', 'export', true);

  it('are not at odds where they change different things, or the same to the same', () => {
    const mine = setRight(setRight(role, 'deal', 'create', true), 'deal', 'export', true);
    expect(clashes(patchOf(role, mine), patchOf(role, theirs))).toEqual([]);
    expect(merged(role, mine, theirs, 'theirs')).toEqual(mine);
  });

  it('are told the place where they are, and either can have the last word', () => {
    const mine = setCondition(setRight(role, 'deal', 'create', true), 'deal', 'when', 'a');
    const other = setCondition(theirs, 'deal', 'when', 'b');
    expect(clashes(patchOf(role, mine), patchOf(role, other))).toEqual([
      ['objects', 'deal', 'when'],
    ]);
    const both = setRight(setRight(role, 'deal', 'create', true), 'deal', 'export', true);
    expect(merged(role, mine, other, 'mine')).toEqual(setCondition(both, 'deal', 'when', 'a'));
    expect(merged(role, mine, other, 'theirs')).toEqual(setCondition(both, 'deal', 'when', 'b'));
  });

  it('keep the whole of what the other took away', () => {
    const mine = setRight(role, 'deal', 'create', true);
    const other = likeOthers(setOtherRight(role, 'export', true), 'deal');
    expect(clashes(patchOf(role, mine), patchOf(role, other))).toEqual([['objects', 'deal']]);
    expect(merged(role, mine, other, 'mine')).toEqual(setOtherRight(mine, 'export', true));
    expect(merged(role, mine, other, 'theirs')).toEqual(other);
    expect(merged(role, other, mine, 'mine')).toEqual(other);
    expect(merged(role, other, mine, 'theirs')).toEqual(setOtherRight(mine, 'export', true));
  });
});
