import type { Role, User } from '@/api/types';

/** A user as somebody is adding or changing one. */
export interface UserDraft {
  name: string;
  email: string;
  /** Empty to keep the one there is. */
  password: string;
  role: Role;
  /** Empty for the language of the workspace. */
  locale: string;
}

export function isAdministrator(user: Pick<User, 'roles'>): boolean {
  return user.roles.includes('administrator');
}

export function fromUser(user: User | undefined): UserDraft {
  return {
    name: user?.name ?? '',
    email: user?.email ?? '',
    password: '',
    role: user && isAdministrator(user) ? 'administrator' : 'user',
    locale: user?.locale ?? '',
  };
}

export function userBody(draft: UserDraft) {
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    password: draft.password,
    roles: [draft.role],
    ...(draft.locale && { locale: draft.locale }),
  };
}

/** What is different from the user as stored; an empty password stays as it is. */
export function userPatch(stored: User, draft: UserDraft): Record<string, unknown> {
  const before = userBody(fromUser(stored));
  const after = userBody(draft);
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) =>
        JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]) &&
        !(key === 'password' && value === ''),
    ),
  );
}

/** Letters and digits that nobody takes for each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password to begin with, of some 93 bits. */
export function generatePassword(random = crypto): string {
  const letters: string[] = [];
  while (letters.length < 16) {
    for (const byte of random.getRandomValues(new Uint8Array(32))) {
      // Bytes above the last full multiple would make some letters likelier than others.
      if (byte < 256 - (256 % ALPHABET.length) && letters.length < 16) {
        letters.push(ALPHABET.charAt(byte % ALPHABET.length));
      }
    }
  }
  return letters.join('');
}
