import { describe, expect, it } from 'vitest';
import { groupPatch, groupText, readGroups } from './groupText';

describe('the roles that groups give', () => {
  it('are read as they are written', () => {
    const groups = { sales: ['seller'], 'cn=a, dc=b': ['user', 'administrator'] };

    expect(groupText(groups)).toBe('sales = seller\ncn=a, dc=b = user, administrator');
    expect(readGroups(groupText(groups))).toEqual(groups);
    expect(readGroups(' \n')).toEqual({});
  });

  it('are added up where a group is named twice', () => {
    expect(readGroups('a = x\na = y')).toEqual({ a: ['x', 'y'] });
  });

  it('are not read from a line that names no group or no role', () => {
    expect(readGroups('sales')).toBeNull();
    expect(readGroups('= user')).toBeNull();
    expect(readGroups('sales = ')).toBeNull();
  });

  it('are changed with those taken out that are not there any more', () => {
    expect(groupPatch({ a: ['x'], b: ['y'] }, { b: ['z'] })).toEqual({ a: null, b: ['z'] });
  });
});
