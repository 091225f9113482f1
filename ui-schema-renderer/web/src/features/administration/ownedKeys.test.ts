import { describe, expect, it } from 'vitest';
import type { ApiKey } from '@/api/security';
import type { User } from '@/api/types';
import { isExpired, ownedKeys } from './ownedKeys';

const key = (name: string, user: string, prefix: string): ApiKey => ({
  id: prefix,
  user,
  name,
  prefix,
  scopes: ['read'],
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: user,
  expiresAt: null,
  lastUsedAt: null,
  requestsThisMonth: 0,
});
const ann = { id: 'a', name: 'Ann Admin', email: 'ann@acme.example' } as User;
const bob = { id: 'b', name: 'Bob Berg', email: 'bob@acme.example' } as User;
const till = key('Till', 'b', 'arm_AbC1');
const keys = [till, key('Sync', 'a', 'arm_AbC2'), key('Old', 'x', 'arm_Z')];
const found = (search: string) => ownedKeys(keys, [ann, bob], search).map((one) => one.key.name);

describe('the keys of all users', () => {
  it('are found by their name and by whose they are', () => {
    expect(found('')).toEqual(['Till', 'Sync', 'Old']);
    expect(found(' BOB ')).toEqual(['Till']);
    expect(found('ann@')).toEqual(['Sync']);
    expect(found('old')).toEqual(['Old']);
    expect(found('nobody')).toEqual([]);
  });

  it('are recognized by a key that was found, whole or in part', () => {
    expect(found('arm_AbC1and-all-that-is-secret')).toEqual(['Till']);
    expect(found('arm_AbC')).toEqual(['Till', 'Sync']);
    expect(found('arm_abc1and')).toEqual([]);
  });

  it('say whose they are, and that it is not known of a user who is gone', () => {
    expect(ownedKeys(keys, [ann, bob], '').map((one) => one.owner?.name)).toEqual([
      'Bob Berg',
      'Ann Admin',
      undefined,
    ]);
  });

  it('hold until they expire', () => {
    const expiring = { ...till, expiresAt: '2026-01-02T00:00:00Z' };
    expect(isExpired(expiring, Date.parse('2026-01-01T23:59:59Z'))).toBe(false);
    expect(isExpired(expiring, Date.parse('2026-01-02T00:00:00Z'))).toBe(true);
    expect(isExpired(till)).toBe(false);
  });
});
