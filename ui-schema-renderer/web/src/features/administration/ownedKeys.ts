import type { ApiKey } from '@/api/security';
import type { User } from '@/api/types';

/** A key and whose it is, as far as that is known. */
export interface OwnedKey {
  key: ApiKey;
  owner: User | undefined;
}

/**
 * The keys that are looked for: by their name, whose they are, or by a key that was found
 * somewhere, of which the beginning is enough.
 */
export function ownedKeys(
  keys: readonly ApiKey[],
  users: readonly User[],
  search: string,
): OwnedKey[] {
  const words = search.trim();
  const lower = words.toLowerCase();
  const byId = new Map(users.map((user) => [user.id, user]));
  return keys
    .map((key) => ({ key, owner: byId.get(key.user) }))
    .filter(
      ({ key, owner }) =>
        `${key.name} ${owner?.name ?? ''} ${owner?.email ?? ''}`.toLowerCase().includes(lower) ||
        key.prefix.includes(words) ||
        words.startsWith(key.prefix),
    );
}

/** Whether a key does not hold any more. */
export function isExpired(key: ApiKey, now = Date.now()): boolean {
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now;
}
