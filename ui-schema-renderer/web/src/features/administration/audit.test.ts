import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@/api/security';
import { detailText, kindKey } from './audit';

const entry: AuditEntry = {
  position: 3,
  id: 'e',
  at: '2026-01-31T12:00:00Z',
  kind: 'session.ended',
  actor: 'u1',
  subject: 's1',
  address: null,
  detail: { user: 'u2' },
};

describe('an entry of the audit log', () => {
  it('names users where they are known', () => {
    expect(detailText(entry, new Map([['u2', 'Bob']]))).toBe('s1 · user: Bob');
    expect(detailText({ ...entry, subject: 'u2', detail: {} }, new Map([['u2', 'Bob']]))).toBe(
      'Bob',
    );
  });

  it('shows what it does not know as it is', () => {
    expect(detailText(entry, new Map())).toBe('s1 · user: u2');
    expect(kindKey('something.new')).toBeNull();
    expect(kindKey('toString')).toBeNull();
    expect(kindKey('sign_in.failed')).toBe('signInFailed');
  });
});
